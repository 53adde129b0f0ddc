// SPDX-License-Identifier: Apache-2.0
// Several recipients, passwords, wrong keys, changed contents: which message is opened, and how a refusal looks.
#include "encryption_fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

using namespace test;

class EnvelopedMessageTest : public ::testing::Test {
protected:
    [[nodiscard]] Bytes encrypt(const std::string& options) const {
        program_.write("data", content_);
        EXPECT_TRUE(program_.run("cms -encrypt -binary -outform DER -in {}/data -out {}/message " + options));
        return program_.read("message");
    }
    // The message with one bit of its last but `back` octet changed.
    static Bytes changed(Bytes message, std::size_t back) {
        message[message.size() - 1 - back] ^= 1U;
        return message;
    }

    OpensslProgram program_;
    Bytes content_ = sampleContent(5'000);
    Signer recipient_ = makeOpensslRecipient(program_, "rsa:2048");
};

TEST_F(EnvelopedMessageTest, eachOfSeveralRecipients_opensIt) {
    const Signer other = makeOpensslRecipient(program_, "ec -pkeyopt ec_paramgen_curve:P-256", "other");
    const Signer third = makeOpensslRecipient(program_, "rsa:2048", "third");
    const Bytes message = encrypt("-aes256 -pwri_password secret {}/cert.pem {}/othercert.pem {}/thirdcert.pem");
    for (const Signer* one : std::initializer_list<const Signer*>{&recipient_, &other, &third}) {
        EXPECT_TRUE(open(message, *one).content == content_);
    }
    EXPECT_TRUE(openWithPassword(message, "secret").content == content_);
    EXPECT_EQ(open(message, third).head.recipients.size(), 4U);
}
TEST_F(EnvelopedMessageTest, certificateThatIsNotNamed_opensNothing) {
    const Signer other = makeOpensslRecipient(program_, "rsa:2048", "other");
    EXPECT_EQ(open(encrypt("-aes256 {}/cert.pem"), other).reason, "no_key_fits");
}
TEST_F(EnvelopedMessageTest, wrongRsaKey_endsAsADamagedContentDoes) {
    const auto other = std::make_shared<const PrivateKey>(std::move(PrivateKey::generate("rsa-2048")).value());
    const Bytes message = encrypt("-aes256 {}/cert.pem");
    for (int i = 0; i < 600; ++i) { // one in 256 random keys gives a padding that fits
        const Opened opened = openAnyway(message, other);
        ASSERT_EQ(opened.reason, "decrypt_failed");
        ASSERT_TRUE(opened.content.empty());
    }
}
TEST_F(EnvelopedMessageTest, wrongRsaKeyAndOaep_isNotOpened) {
    const auto other = std::make_shared<const PrivateKey>(std::move(PrivateKey::generate("rsa-2048")).value());
    EXPECT_EQ(openAnyway(encrypt("-aes256 -recip {}/cert.pem -keyopt rsa_padding_mode:oaep"), other).reason,
              "decrypt_failed");
}
TEST_F(EnvelopedMessageTest, keyOfAnotherKind_isUnfit) {
    const auto other = std::make_shared<const PrivateKey>(std::move(PrivateKey::generate("ec-p256")).value());
    EXPECT_EQ(openAnyway(encrypt("-aes256 {}/cert.pem"), other).reason, "key_unfit");
}
TEST_F(EnvelopedMessageTest, wrongPassword_opensNothing) {
    const Bytes message = encrypt("-aes256 -pwri_password secret");
    EXPECT_EQ(openWithPassword(message, "Secret").reason, "decrypt_failed");
    EXPECT_TRUE(openWithPassword(message, "secret").content == content_);
}
TEST_F(EnvelopedMessageTest, changedAuthenticatedContent_isNotOpened) {
    const Bytes message = encrypt("-aes-256-gcm {}/cert.pem");
    EXPECT_EQ(open(changed(message, 100), recipient_).reason, "decrypt_failed");
    EXPECT_EQ(open(changed(message, 0), recipient_).reason, "decrypt_failed"); // the tag
}
TEST_F(EnvelopedMessageTest, bytesBehindTheMessage_areRefused) {
    Bytes message = encrypt("-aes256 {}/cert.pem");
    message.push_back(0);
    EXPECT_EQ(open(message, recipient_).reason, "trailing_bytes");
}
TEST_F(EnvelopedMessageTest, signedMessage_isNotEncrypted) {
    const Signer signer = makeSigner({});
    EXPECT_EQ(open(signDocument(signer, content_, true), recipient_).reason, "not_encrypted");
}
TEST_F(EnvelopedMessageTest, contentMissing_isSaid) {
    const Bytes message = encrypt("-aes256 {}/cert.pem");
    program_.write("message", message);
    // [0] of the content under another tag, as a message whose content lies elsewhere
    Bytes without = message;
    const std::size_t at = message.size() - 5'008 - 4;
    ASSERT_EQ(without[at], 0x80);
    without[at] = 0x83;
    EXPECT_EQ(open(without, recipient_).reason, "no_content");
}
TEST_F(EnvelopedMessageTest, headAlone_namesRecipientsAndCipher) {
    const Bytes message = encrypt("-aes-256-gcm {}/cert.pem");
    MemorySource start(ByteView(message).first(message.size() / 8));
    const auto head = readEnvelopeHead(start);
    ASSERT_TRUE(head);
    EXPECT_TRUE(head.value().authenticated);
    EXPECT_TRUE(names(head.value().recipients.at(0).parts.at(0).name, recipient_.certificate));
    const auto facts = describeContentCipher(head.value().contentAlgorithm, true);
    EXPECT_EQ(facts.value().name, "AES-256-GCM");
    EXPECT_TRUE(facts.value().protectedContent);
}
TEST_F(EnvelopedMessageTest, sharedKeyRecipient_isToldApart) {
    const Bytes message =
        encrypt("-aes256 -secretkey 000102030405060708090A0B0C0D0E0F -secretkeyid 0A0B0C {}/cert.pem");
    const Opened opened = open(message, recipient_);
    EXPECT_TRUE(opened.content == content_);
    const auto& recipients = opened.head.recipients;
    EXPECT_EQ(std::ranges::count(recipients, RecipientKind::sharedKey, &Recipient::kind), 1);
}

} // namespace
} // namespace reseal::crypto
