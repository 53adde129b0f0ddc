// SPDX-License-Identifier: Apache-2.0
// Which CA plugins the snapshot has for a certificate, by what their manifests and settings say of its issuer.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/app/renewal_desk.hpp"
#include "tests/support/plugin_fixtures.hpp"

#include <future>

namespace reseal::app {
namespace {

constexpr const char* kSettings =
    R"([{"name": "issuers", "type": "text", "label": "Issuers"},
        {"name": "address", "type": "text", "label": "Address", "required": true}])";

class RenewalOffersTest : public ResidentTest {
protected:
    // One certificate, issued by itself as "Our CA", and the plugin "file" with these issuers, trusted.
    void begin(const std::string& served) {
        writeOwn("Our CA", 100);
        const auto signer = test::makeSigner("Example Signer");
        test::writePlugin(folder / "profile/plugins/file",
                          test::manifestText({{"issuers", served}, {"settings", kSettings}}), &signer);
        live();
        ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
        engine->judgePlugins();
        engine->trustPlugin("file");
        ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->renewalCas.size() == 1; }));
    }
    void set(const std::string& name, const std::string& value) {
        std::promise<bool> done;
        loop->post([&] {
            done.set_value(engine->plugins().set("file", {{name, value}}, "", Secret()).ok());
            engine->publish();
        });
        ASSERT_TRUE(done.get_future().get());
    }
    Result<std::string> theOne(const std::map<std::string, std::string>& given = {}) {
        std::promise<Result<std::string>> found;
        loop->post([&] {
            const auto entries = profile->certificates().entries().value();
            found.set_value(engine->renewals().offers().theOneFor(entries.at(0).certificate.id, given));
        });
        return found.get_future().get();
    }
    // Ids that the plugin serves, once there are as many.
    bool serves(std::size_t count) {
        return observer.waitFor([&](const auto& seen) {
            const core::Snapshot& now = *seen.snapshot();
            return now.renewalCas.size() == 1 && now.renewalCas[0].certificates.size() == count &&
                   (count == 0 || now.renewalCas[0].certificates[0] == now.entries[0].certificate.id);
        });
    }
};

TEST_F(RenewalOffersTest, Snapshot_saysWhetherPluginsWereJudged) {
    live();
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return !seen.snapshot()->pluginsJudged; }));
    engine->judgePlugins();
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->pluginsJudged; }));
}

TEST_F(RenewalOffersTest, Plugin_thatNamesTheIssuer_servesTheCertificate) {
    begin(R"([{"common_name": "Our*"}])");
    EXPECT_TRUE(serves(1));
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return !seen.snapshot()->renewalCas[0].otherIssuers; }));
}

TEST_F(RenewalOffersTest, Plugin_thatNamesAnother_servesNone_untilItsSettingDoes) {
    begin(R"([{"common_name": "Their CA"}])");
    EXPECT_TRUE(serves(0));
    set("issuers", "Someone; Our CA");
    EXPECT_TRUE(serves(1));
    set("issuers", "");
    EXPECT_TRUE(serves(0));
}

TEST_F(RenewalOffersTest, TheOne_isWhatNamesTheIssuerAndIsSetUp) {
    begin(R"([{"common_name": "Our CA"}])");
    const auto notSetUp = theOne();
    ASSERT_FALSE(notSetUp);
    EXPECT_EQ(notSetUp.error().reason + " " + notSetUp.error().subject, "no_ca_for_issuer file");
    EXPECT_EQ(theOne({{"address", "x"}}).value(), "file") << "what is given along counts";
    set("address", "x");
    EXPECT_EQ(theOne().value(), "file");
}

TEST_F(RenewalOffersTest, TheOne_ofAnIssuerThatOnlyForeignPluginsLeaveOut_isNobody) {
    begin(R"([{"common_name": "Their CA"}])");
    set("address", "x");
    const auto nobody = theOne();
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().reason, "no_ca_ready");
}

} // namespace
} // namespace reseal::app
