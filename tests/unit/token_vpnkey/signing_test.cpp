// SPDX-License-Identifier: Apache-2.0
// The whole way through the plugin, where the token does as it should.
#include "vpnkey_fixture.hpp"

#include "agent/crypto/digest.hpp"

#include <openssl/cms.h>

namespace reseal::test {

std::string VpnKeyTest::sha256(const Bytes& data) {
    crypto::Sha256Sum sum;
    sum.add(data);
    return toHex(sum.finish());
}

namespace {

// As long as the document of the signing guide.
std::string guideSized() {
    std::string text;
    for (int i = 0; i < 19; ++i)
        text += "field" + std::to_string(i) + "=" + std::string(25, static_cast<char>('a' + i)) + "\n";
    text.resize(654, '+');
    return text;
}

// OpenSSL's verdict, not ours.
bool opensslTakes(const std::string& message, const std::string& content, bool attached) {
    const auto* at = reinterpret_cast<const unsigned char*>(message.data());
    CMS_ContentInfo* const cms = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(message.size()));
    const bool whole = cms != nullptr && at == reinterpret_cast<const unsigned char*>(message.data()) + message.size();
    BIO* const data = BIO_new_mem_buf(content.data(), static_cast<int>(content.size()));
    const bool good = whole && CMS_verify(cms, nullptr, nullptr, attached ? nullptr : data, nullptr,
                                          CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    BIO_free(data);
    CMS_ContentInfo_free(cms);
    return good;
}

std::size_t lengthAt(const std::string& message, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(message[at])) * 256 +
           static_cast<unsigned char>(message[at + 1]);
}

// Without its three two-byte lengths.
std::string masked(std::string head) {
    for (const std::size_t at : {std::size_t{2}, std::size_t{17}, std::size_t{21}})
        head.replace(at, 2, "..");
    return toHex(asBytes(head));
}

TEST_F(VpnKeyTest, guideSizedDocument_givesTheGuidesHead) {
    start();
    const Reply reply = signConfirmed(guideSized());
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    const std::string message = joined(reply), head = message.substr(0, 55);
    EXPECT_EQ(reply.value("cms").size(), 55u);
    EXPECT_EQ(masked(head), "30822e2e06092a864886f70d010702a0822e2e30822e2e020101310e300c06082a8503070101020205003"
                            "00b06092a864886f70d010701");
    EXPECT_EQ(lengthAt(message, 2), message.size() - 4);
    EXPECT_EQ(lengthAt(message, 17), message.size() - 19);
    EXPECT_EQ(lengthAt(message, 21), message.size() - 23);
}
TEST_F(VpnKeyTest, detachedSignature_isTakenByOpenssl) {
    start();
    const std::string document = guideSized();
    EXPECT_TRUE(opensslTakes(joined(signConfirmed(document)), document, false));
}
TEST_F(VpnKeyTest, attachedSignature_holdsTheDocumentBetweenHeadAndSuffix) {
    start();
    const std::string document = guideSized();
    const Reply reply = signConfirmed(document, {number("attached", 1)});
    const std::string message = joined(reply);
    ASSERT_EQ(reply.value("cms").size(), 65u) << reply.value("error.message");
    EXPECT_EQ(toHex(asBytes(message.substr(57, 8))), "a08202920482028e");
    EXPECT_EQ(message.substr(65, 654), document);
    EXPECT_TRUE(opensslTakes(message, document, true));
}
TEST_F(VpnKeyTest, commands_sayObjectAndExactSize) {
    start();
    signConfirmed(guideSized());
    const auto init = std::find_if(bodies_.begin(), bodies_.end(),
                                   [](const std::string& body) { return body.rfind("id=INIT", 0) == 0; });
    ASSERT_NE(init, bodies_.end());
    EXPECT_EQ(*init, "id=INIT_SIGN_H_ID&obj_id=" + object_ + "&hascert=-1&hasdata=0&datasize=654&mode=2");
}
TEST_F(VpnKeyTest, screenName_goesAlong) {
    start();
    signConfirmed(guideSized(), {text("label", "Платёж 7")});
    EXPECT_TRUE(std::any_of(bodies_.begin(), bodies_.end(), [](const std::string& body) {
        return body.find("&name=%D0%9F%D0%BB%D0%B0%D1%82%D1%91%D0%B6%207") != std::string::npos;
    }));
}
TEST_F(VpnKeyTest, dataOnTheWire_hasNoRawPlus) {
    start();
    signConfirmed(std::string(3000, '\xFB'));
    EXPECT_TRUE(std::all_of(bodies_.begin(), bodies_.end(),
                            [](const std::string& body) { return body.find('+') == std::string::npos; }));
}
TEST_F(VpnKeyTest, serverThatDropsPlus_losesNothing) {
    start({"form-decoding"});
    const std::string document(600, '\xFB');
    EXPECT_TRUE(opensslTakes(joined(signConfirmed(document)), document, false));
}
TEST_F(VpnKeyTest, worstBytesForOldFirmware_fitItsBlocks) {
    start();
    const std::string document(1536 * 3 + 5, '\xFF'); // "////": each character is three on the wire
    EXPECT_EQ(signConfirmed(document).status, RESEAL_OK);
    EXPECT_EQ(count("SET_SIGN_DATA_H_ID"), 4u);
}
TEST_F(VpnKeyTest, laterFirmware_getsLargerBlocks) {
    start({}, 500);
    settings_.push_back(text("setting.firmware", "500"));
    EXPECT_EQ(signConfirmed(std::string(15360 * 2 + 1, 'x')).status, RESEAL_OK);
    EXPECT_EQ(count("SET_SIGN_DATA_H_ID"), 3u);
}
TEST_F(VpnKeyTest, digestByItsProgram_getsTheLargestBlocks) {
    start();
    settings_.push_back(text("setting.mode", "1"));
    EXPECT_EQ(signConfirmed(std::string(400000, 'x')).status, RESEAL_OK);
    EXPECT_EQ(count("SET_SIGN_DATA_H_ID"), 3u);
}
TEST_F(VpnKeyTest, longDocument_showsProgressToItsEnd) {
    start();
    signConfirmed(std::string(20000, 'x'));
    ASSERT_FALSE(host_.steps.empty());
    EXPECT_EQ(host_.steps.back(), "1000/1000");
}
TEST_F(VpnKeyTest, oddTokens_areUnderstood) {
    for (const char* const fault :
         {"trailing-separator", "comma-separator", "reordered-fields", "no-attributes", "total-length"}) {
        start({fault, "two-keys"});
        const std::string document(2000, 'x');
        EXPECT_TRUE(opensslTakes(joined(signConfirmed(document)), document, false)) << fault;
        module()->destroy(std::exchange(self_, nullptr));
    }
}
TEST_F(VpnKeyTest, sizeThatTheHostDoesNotSay_isFoundOut) {
    start();
    saySize_ = false;
    pieceSize_ = 7;
    const std::string document = guideSized();
    EXPECT_TRUE(opensslTakes(joined(signConfirmed(document)), document, false));
}
TEST_F(VpnKeyTest, documentThatGrewOrShrank_isNotSigned) {
    for (const std::int64_t said : {653, 655}) {
        start();
        saySize_ = false;
        const Reply reply = signConfirmed(guideSized(), {number("source-size", said)});
        EXPECT_EQ(reply.value("error.reason"), "document_changed") << said;
        EXPECT_EQ(count("CALC_SIGN_H_ID"), 0u);
        module()->destroy(std::exchange(self_, nullptr));
    }
}
TEST_F(VpnKeyTest, emptyDocument_isRefusedInWords) {
    start();
    const Reply reply = signConfirmed("");
    EXPECT_EQ(reply.value("error.reason"), "nothing_to_sign");
    EXPECT_FALSE(reply.value("error.text").empty());
}
TEST_F(VpnKeyTest, hugeDocument_isNotAttached) {
    start();
    saySize_ = false;
    const Reply reply = signConfirmed("x", {number("attached", 1), number("source-size", 1 << 24)});
    EXPECT_EQ(reply.status, RESEAL_E_LIMIT);
    EXPECT_EQ(count("INIT_SIGN_H_ID"), 0u);
}

TEST_F(VpnKeyTest, list_showsAllTypesAndWhichSign) {
    start({"two-keys"});
    settings_.push_back(text("setting.pins", pin()));
    const Reply reply = tokenCall(&reseal_token_1::objects);
    EXPECT_EQ(count("GET_OBJ_LIST_ID"), 9u); // once to see whether the session is good
    EXPECT_EQ(reply.value("object.1.id"), object_);
    EXPECT_EQ(reply.value("object.1.key"), object_);
    EXPECT_EQ(toHex(asBytes(reply.value("object.1.certificate-sha256"))), sha256(testSigner().certificate(object_)));
    EXPECT_TRUE(reply.has("object.2.key"));
    EXPECT_FALSE(reply.has("object.3.key")); // the CA's certificate
    EXPECT_TRUE(reply.has("object.4.key"));  // transport
}
TEST_F(VpnKeyTest, keyThatIsNotInTheList_isNotFound) {
    start();
    object_ = testSigner().objects(5, {}).front();
    EXPECT_EQ(signConfirmed("x").status, RESEAL_E_NOT_FOUND);
}
TEST_F(VpnKeyTest, anotherToken_isAbsent) {
    start();
    const auto* table = static_cast<const reseal_token_1*>(module()->get_extension(self_, RESEAL_EXT_TOKEN_1));
    EXPECT_EQ(call(table->objects, self_, {secret("setting.address", address_), text("token", "x")}).status,
              RESEAL_E_TOKEN_ABSENT);
}

TEST_F(VpnKeyTest, firstSignature_showsTheCertificateToBeConfirmed) {
    start();
    const Reply reply = sign("x");
    EXPECT_EQ(reply.status, RESEAL_E_USER);
    EXPECT_EQ(reply.value("error.reason"), "signer_unconfirmed");
    EXPECT_NE(reply.value("error.text").find("Test Signer"), std::string::npos);
    EXPECT_NE(reply.value("error.text").find(pin()), std::string::npos);
    EXPECT_TRUE(joined(reply).empty());
}
TEST_F(VpnKeyTest, confirmedCertificate_signs) {
    start();
    settings_.push_back(text("setting.pins", pin()));
    const Reply reply = sign("x");
    EXPECT_EQ(reply.status, RESEAL_OK);
    EXPECT_FALSE(reply.has("new-signer"));
}
TEST_F(VpnKeyTest, hostThatAsksItself_getsTheCertificateAndTheHint) {
    start();
    const Reply reply = signConfirmed("x");
    const Bytes certificate = testSigner().certificate(object_);
    EXPECT_EQ(reply.integer("new-signer"), 1);
    EXPECT_EQ(reply.value("signer"), std::string(certificate.begin(), certificate.end()));
}
TEST_F(VpnKeyTest, otherCertificateThanTheConfirmedOne_isRefused) {
    start({"other-certificate"});
    settings_.push_back(text("setting.pins", pin()));
    const Reply reply = signConfirmed("x");
    EXPECT_EQ(reply.status, RESEAL_E_REJECTED);
    EXPECT_EQ(reply.value("error.reason"), "other_certificate");
    EXPECT_TRUE(joined(reply).empty());
}

TEST_F(VpnKeyTest, pinWithoutLogin_isNeverSent) {
    start();
    signConfirmed("x", {secret("pin", "111111")});
    tokenCall(&reseal_token_1::objects, {secret("pin", "111111")});
    EXPECT_TRUE(std::all_of(bodies_.begin(), bodies_.end(),
                            [](const std::string& body) { return body.find("111111") == std::string::npos; }));
}
TEST_F(VpnKeyTest, loginSwitchedOn_logsInOnceAndChooses) {
    start();
    address_.clear();
    settings_ = {text("setting.login", "yes"), text("setting.business_system", "2")};
    EXPECT_EQ(signConfirmed("x", {secret("pin", "111111")}).status, RESEAL_OK);
    EXPECT_EQ(signConfirmed("y").status, RESEAL_OK); // the session still stands
    EXPECT_EQ(count("LOGIN"), 1u);
    EXPECT_EQ(bodies_.front(), "id=LOGIN&user=1&pin=111111");
    EXPECT_EQ(count("SET_BS_USE&bsid=2"), 1u);
}
TEST_F(VpnKeyTest, loginWithoutAPin_asksForIt) {
    start();
    address_.clear();
    settings_ = {text("setting.login", "yes")};
    EXPECT_EQ(signConfirmed("x").value("error.reason"), "pin_required");
    EXPECT_TRUE(bodies_.empty());
}
TEST_F(VpnKeyTest, wrongPin_isTriedOnce) {
    start();
    address_.clear();
    settings_ = {text("setting.login", "yes")};
    const Reply reply = signConfirmed("x", {secret("pin", "0000")});
    EXPECT_EQ(reply.status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(reply.integer("error.native-code"), 9);
    EXPECT_EQ(count("LOGIN"), 1u);
}
TEST_F(VpnKeyTest, noAddressAndNoLogin_isNoToken) {
    start();
    address_.clear();
    EXPECT_TRUE(tokenCall(&reseal_token_1::tokens).items.empty());
    EXPECT_TRUE(bodies_.empty());
}

} // namespace
} // namespace reseal::test
