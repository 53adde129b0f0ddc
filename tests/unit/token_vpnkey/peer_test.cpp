// SPDX-License-Identifier: Apache-2.0
// The peer's token itself: what it takes and what it refuses (facts/local-signing-apis.md 1.7).
#include "tests/servers/vpnkey/form.hpp"
#include "vpnkey_fixture.hpp"

namespace reseal::test::vpnkey {
namespace {

class PeerTest : public testing::Test {
protected:
    void start(TokenOptions options = {}) {
        options.now = [this] { return now_; };
        token_ = std::make_unique<Token>(testSigner(), options);
        object_ = testSigner().objects(0, {}).front();
    }
    std::string say(const std::string& body, const std::string& session = {}, const std::string& end = "/") {
        return token_->answer({"POST", "/vpnkeylocal/" + (session.empty() ? token_->session() : session) + end, body})
            .body;
    }
    std::string begin(const std::string& rest) {
        const std::string answer = say("id=INIT_SIGN_H_ID&obj_id=" + object_ + "&hascert=-1&" + rest);
        return answer.substr(12, 8);
    }
    std::string set(const std::string& context, const std::string& data, const std::string& rest = {}) {
        return say("id=SET_SIGN_DATA_H_ID&ctx_handle=" + context + "&data=" + data + rest);
    }
    static std::string encoded(const std::string& data, bool percent = false) {
        std::string text = toBase64(asBytes(data));
        for (std::size_t at = 0; percent && (at = text.find_first_of("+/=", at)) != std::string::npos; ++at)
            text.replace(at, 1, text[at] == '+' ? "%2B" : text[at] == '/' ? "%2F" : "%3D");
        return text;
    }
    static std::string done(const std::string& length) { return "data_length=\"" + length + "\"&retcode=\"1\""; }

    std::unique_ptr<Token> token_;
    std::string object_;
    std::chrono::steady_clock::time_point now_{};
};

const std::string kPlus(654, '\xFB'); // its base64 is full of '+'

TEST_F(PeerTest, rawPlusPercentAndSpace_areTheSameBytes) {
    start();
    std::string spaced = encoded(kPlus);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    for (const std::string& data : {encoded(kPlus), encoded(kPlus, true), spaced})
        EXPECT_EQ(set(begin("hasdata=0&datasize=654&mode=1"), data), done("654"));
}
TEST_F(PeerTest, carelessDecoder_losesBytesWithoutAnError) {
    TokenOptions options;
    options.faults = {"form-decoding"};
    start(options);
    EXPECT_NE(set(begin("hasdata=0&datasize=654&mode=1"), encoded(kPlus)), done("654"));
}
TEST_F(PeerTest, sessionWithAndWithoutSlash_isTheSame) {
    start();
    EXPECT_EQ(say("id=GET_OBJ_LIST_ID&obj_type=0", {}, ""), say("id=GET_OBJ_LIST_ID&obj_type=0"));
}
TEST_F(PeerTest, blockOutOfOrder_isRefused) {
    start();
    const std::string context = begin("hasdata=0&datasize=16&mode=2");
    EXPECT_EQ(set(context, encoded("12345678"), "&blocknum=1"), done("8"));
    EXPECT_EQ(set(context, encoded("12345678"), "&blocknum=3"), "retcode=\"7\"");
}
TEST_F(PeerTest, blockOfAnySize_isTheLast) {
    start();
    const std::string context = begin("hasdata=0&datasize=20&mode=2");
    EXPECT_EQ(set(context, encoded("123456789")), done("9"));
    EXPECT_EQ(set(context, encoded("12345678")), "retcode=\"7\"");
}
TEST_F(PeerTest, attachedCalculatedTooEarly_isRefused) {
    start();
    const std::string context = begin("hasdata=1&datasize=16&mode=2");
    set(context, encoded("12345678"));
    EXPECT_EQ(say("id=CALC_SIGN_H_ID&ctx_handle=" + context), "retcode=\"8\"");
}
TEST_F(PeerTest, detachedOfAnotherSize_isTaken) {
    start();
    const std::string context = begin("hasdata=0&datasize=45&mode=1");
    set(context, encoded("12345678"));
    EXPECT_EQ(say("id=CALC_SIGN_H_ID&ctx_handle=" + context), "retcode=\"1\"");
}
TEST_F(PeerTest, contextOfAnotherSession_isRefused) {
    start();
    const std::string other =
        token_->answer({"POST", "/vpnkeylocal/", "id=LOGIN&user=1&pin=111111"}).body.substr(6, 34);
    EXPECT_EQ(say("id=CALC_SIGN_H_ID&ctx_handle=" + begin("hasdata=0&datasize=8"), other), "retcode=\"5\"");
}
TEST_F(PeerTest, otherObjectAtTheEnd_isRefused) {
    start();
    const std::string context = begin("hasdata=0&datasize=8&mode=2");
    set(context, encoded("12345678"));
    EXPECT_EQ(say("id=CALC_SIGN_H_ID&ctx_handle=" + context + "&obj_id=other"), "retcode=\"4\"");
}
TEST_F(PeerTest, withoutAnObject_calculationFails) {
    start();
    const std::string context = say("id=INIT_SIGN_H_ID&hasdata=0&datasize=8").substr(12, 8);
    set(context, encoded("12345678"));
    EXPECT_EQ(say("id=CALC_SIGN_H_ID&ctx_handle=" + context), "retcode=\"4\"");
}
TEST_F(PeerTest, messageBeforeItsCalculation_isRefusedAndTheContextGone) {
    start();
    const std::string context = begin("hasdata=0&datasize=8");
    EXPECT_EQ(say("id=GET_SIGN_CMS_H_ID&ctx_handle=" + context), "retcode=\"6\"");
    EXPECT_EQ(say("id=GET_SIGN_CMS_H_ID&ctx_handle=" + context), "retcode=\"5\"");
}
TEST_F(PeerTest, oldFirmware_countsWireCharacters) {
    start();
    EXPECT_EQ(set(begin("hasdata=0&datasize=4000&mode=2"), encoded(std::string(1536, '\xFF'), true)), done("1536"));
    EXPECT_EQ(set(begin("hasdata=0&datasize=4000&mode=2"), encoded(std::string(1539, '\xFF'), true)), "retcode=\"7\"");
}
TEST_F(PeerTest, newFirmware_countsBytes) {
    TokenOptions options;
    options.firmware = 500;
    start(options);
    EXPECT_EQ(set(begin("hasdata=0&datasize=20000"), encoded(std::string(15360, 'x'))), done("15360"));
    EXPECT_EQ(set(begin("hasdata=0&datasize=20000"), encoded(std::string(15363, 'x'))), "retcode=\"7\"");
}
TEST_F(PeerTest, idleSession_ends) {
    start();
    now_ += std::chrono::seconds(900);
    EXPECT_NE(say("id=GET_BS_LIST"), "retcode=\"10\"");
    now_ += std::chrono::seconds(901);
    EXPECT_EQ(say("id=GET_BS_LIST"), "retcode=\"10\"");
}
TEST_F(PeerTest, oldContext_ends) {
    start();
    const std::string context = begin("hasdata=0&datasize=8");
    now_ += std::chrono::seconds(301);
    EXPECT_EQ(set(context, encoded("12345678")), "retcode=\"5\"");
}
TEST_F(PeerTest, doubledField_isRefused) {
    start();
    EXPECT_EQ(say("id=GET_OBJ_LIST_ID&obj_type=0&obj_type=1"), "retcode=\"3\"");
}
TEST_F(PeerTest, otherMethod_isRefused) {
    start();
    EXPECT_EQ(token_->answer({"GET", "/vpnkeylocal/" + token_->session() + "/", ""}).status, 405);
}

} // namespace
} // namespace reseal::test::vpnkey
