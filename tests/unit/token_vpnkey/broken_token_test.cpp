// SPDX-License-Identifier: Apache-2.0
// Tokens that fail, lie, or are none: nothing is handed out, and the person is told.
#include "vpnkey_fixture.hpp"

namespace reseal::test {
namespace {

struct Case {
    const char* fault;
    reseal_status status;
    const char* reason;
    bool attached = false;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.fault; }

class VpnKeyFault : public VpnKeyTest, public testing::WithParamInterface<Case> {};

TEST_P(VpnKeyFault, signature_isNotHandedOut) {
    start({GetParam().fault});
    const Reply reply = signConfirmed("document", {number("attached", GetParam().attached ? 1 : 0)});
    EXPECT_EQ(reply.status, GetParam().status);
    EXPECT_EQ(reply.value("error.reason"), GetParam().reason);
    EXPECT_FALSE(reply.value("error.text").empty());
    EXPECT_TRUE(joined(reply).empty());
}

INSTANTIATE_TEST_SUITE_P(WrongMessages, VpnKeyFault,
                         testing::Values(Case{"wrong-length", RESEAL_E_REJECTED, "bad_head"},
                                         Case{"wrong-content-length", RESEAL_E_REJECTED, "bad_head", true},
                                         Case{"indefinite-length", RESEAL_E_REJECTED, "bad_head"},
                                         Case{"attached-anyway", RESEAL_E_REJECTED, "bad_head"},
                                         Case{"trailing-bytes", RESEAL_E_REJECTED, "wrong_length"},
                                         Case{"wrong-signature", RESEAL_E_REJECTED, "wrong_signature"},
                                         Case{"other-document", RESEAL_E_REJECTED, "other_document"},
                                         Case{"no-certificate", RESEAL_E_REJECTED, "no_certificate"}));

INSTANTIATE_TEST_SUITE_P(WrongAnswers, VpnKeyFault,
                         testing::Values(Case{"no-retcode", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"unquoted", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"doubled-field", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"huge-answer", RESEAL_E_UNREACHABLE, "too_large"},
                                         Case{"redirect", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"packed", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"web-page", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"missing-part", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"broken-base64", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"lost-bytes", RESEAL_E_UNREACHABLE, "bad_answer"},
                                         Case{"stall", RESEAL_E_UNREACHABLE, "connection_lost"},
                                         Case{"cut", RESEAL_E_UNREACHABLE, "connection_lost"}));

INSTANTIATE_TEST_SUITE_P(States, VpnKeyFault,
                         testing::Values(Case{"retcode-73", RESEAL_E_REJECTED, "refused_by_token"},
                                         Case{"handle-ends", RESEAL_E_REJECTED, "refused_by_token"},
                                         Case{"session-ends", RESEAL_E_REJECTED, "refused_by_token"},
                                         Case{"dead-session", RESEAL_E_USER, "session_over"},
                                         Case{"dead-session-404", RESEAL_E_USER, "session_over"}));

TEST_F(VpnKeyTest, returnCode_isShownByItsNumber) {
    start({"retcode-73"});
    const Reply reply = signConfirmed("x");
    EXPECT_EQ(reply.integer("error.native-code"), 73);
    EXPECT_NE(reply.value("error.text").find("73"), std::string::npos);
}
TEST_F(VpnKeyTest, deadSession_saysEnterTheBankAgain) {
    start({"dead-session"});
    EXPECT_NE(tokenCall(&reseal_token_1::objects).value("error.text").find("Enter the bank again"), std::string::npos);
}
TEST_F(VpnKeyTest, deadSession_isStillAToken) {
    start({"dead-session"});
    EXPECT_EQ(tokenCall(&reseal_token_1::tokens).value("token.1.id"), "vpnkey");
}
TEST_F(VpnKeyTest, webPageAtTheAddress_isNoToken) {
    start({"web-page"});
    const Reply reply = tokenCall(&reseal_token_1::tokens);
    EXPECT_EQ(reply.status, RESEAL_OK);
    EXPECT_TRUE(reply.items.empty());
}
TEST_F(VpnKeyTest, foreignListener_isToldAsOne) {
    start();
    host_.http = [](const reseal_call&, const std::vector<Item>&, std::vector<Item>& out) {
        out.push_back(text("error.reason", "foreign_listener"));
        return RESEAL_E_REFUSED;
    };
    const Reply reply = tokenCall(&reseal_token_1::objects);
    EXPECT_EQ(reply.status, RESEAL_E_REFUSED);
    EXPECT_NE(reply.value("error.text").find("Another user"), std::string::npos);
}
TEST_F(VpnKeyTest, serviceThatDoesNotRun_isAnAbsentToken) {
    start();
    host_.http = [](const reseal_call&, const std::vector<Item>&, std::vector<Item>& out) {
        out.push_back(text("error.reason", "unreachable"));
        return RESEAL_E_UNREACHABLE;
    };
    EXPECT_EQ(tokenCall(&reseal_token_1::objects).status, RESEAL_E_TOKEN_ABSENT);
    EXPECT_TRUE(tokenCall(&reseal_token_1::tokens).items.empty());
}
TEST_F(VpnKeyTest, failures_showNoSession) {
    start({"dead-session"});
    const Reply reply = signConfirmed("x");
    for (const Item& item : reply.items)
        EXPECT_EQ(item.value.find(token_->session()), std::string::npos) << item.key;
}
TEST_F(VpnKeyTest, badSettings_areToldByName) {
    start();
    address_ = "http://bank.example/vpnkeylocal/";
    settings_ = {text("setting.pins", "x")};
    const auto* table = static_cast<const reseal_settings_1*>(module()->get_extension(self_, RESEAL_EXT_SETTINGS_1));
    const Reply reply = call(table->validate, self_, {secret("setting.address", address_), text("setting.pins", "x")});
    EXPECT_TRUE(reply.has("problem.address"));
    EXPECT_TRUE(reply.has("problem.pins"));
}
TEST_F(VpnKeyTest, diagnostics_sayWhetherTheSessionIsOpen) {
    for (const char* const fault : {"two-keys", "dead-session"}) {
        start({fault});
        const auto* table =
            static_cast<const reseal_diagnostics_1*>(module()->get_extension(self_, RESEAL_EXT_DIAGNOSTICS_1));
        const Reply reply = call(table->examine, self_, {secret("setting.address", address_)});
        EXPECT_EQ(reply.value("check.session.state"), fault[0] == 't' ? "fine" : "broken");
        module()->destroy(std::exchange(self_, nullptr));
    }
}

} // namespace
} // namespace reseal::test
