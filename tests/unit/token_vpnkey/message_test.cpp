// SPDX-License-Identifier: Apache-2.0
// Messages made by OpenSSL, whole and spoilt.
#include "plugins/token_vpnkey/src/message.hpp"
#include "vpnkey_fixture.hpp"

namespace token_vpnkey {
namespace {

using reseal::crypto::DigestAlgorithm;
using reseal::test::testSigner;

const std::string kDocument(700, 'd');

Document describe(const std::string& data, bool attached) {
    Document document{data.size(), attached, {}};
    for (const DigestAlgorithm algorithm : {DigestAlgorithm::streebog256, DigestAlgorithm::streebog512})
        document.digests[algorithm] = reseal::crypto::digestOf(algorithm, reseal::asBytes(data)).value();
    return document;
}

reseal::test::vpnkey::Parts partsOf(bool attached, const reseal::test::vpnkey::Faults& faults = {}) {
    return testSigner().sign({testSigner().objects(0, {}).front(), attached, -1}, kDocument, faults);
}

TEST(MessageHead, detached_saysWhatFollows) {
    const auto parts = partsOf(false);
    const auto head = readHead(parts.head);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->total, parts.head.size() + parts.suffix.size());
    EXPECT_EQ(head->afterHead, parts.suffix.size());
    EXPECT_FALSE(head->content);
    EXPECT_EQ(head->digest, "1.2.643.7.1.1.2.2");
}
TEST(MessageHead, attached_saysTheDocumentsLength) { EXPECT_EQ(readHead(partsOf(true).head)->content, 700u); }
TEST(MessageHead, anyShorterOne_isRefused) {
    const auto parts = partsOf(true);
    for (std::size_t size = 0; size < parts.head.size(); ++size)
        EXPECT_FALSE(readHead(ByteView(parts.head).first(size)).value_or(Head()).content) << size;
}
TEST(MessageHead, anyOtherOctet_isRefused) {
    const auto parts = partsOf(true);
    for (std::size_t at = 0; at < parts.head.size(); ++at) {
        Bytes spoilt = parts.head;
        spoilt[at] ^= 0x01;
        EXPECT_FALSE(checkMessage(spoilt, parts.suffix, describe(kDocument, true)).good()) << at;
    }
}

TEST(Message, attachedAndDetached_areGood) {
    for (const bool attached : {false, true}) {
        const auto parts = partsOf(attached);
        const Verdict verdict = checkMessage(parts.head, parts.suffix, describe(kDocument, attached));
        EXPECT_TRUE(verdict.good()) << name(verdict.flaw);
        EXPECT_EQ(verdict.signer, testSigner().certificate(testSigner().objects(0, {}).front()));
    }
}
TEST(Message, withoutSignedAttributes_isGood) {
    const auto parts = partsOf(false, {"no-attributes"});
    EXPECT_TRUE(checkMessage(parts.head, parts.suffix, describe(kDocument, false)).good());
}
TEST(Message, anotherDocument_isSeenWithAndWithoutAttributes) {
    for (const char* const fault : {"two-keys", "no-attributes"}) {
        const auto parts = partsOf(false, {fault});
        const std::string other(700, 'e');
        EXPECT_FALSE(checkMessage(parts.head, parts.suffix, describe(other, false)).good()) << fault;
    }
}
TEST(Message, anySpoiltOctetOfTheSuffix_isNeverGoodWithTheSameSigner) {
    const auto parts = partsOf(false);
    const Document document = describe(kDocument, false);
    const Bytes signer = checkMessage(parts.head, parts.suffix, document).signer;
    std::size_t passed = 0;
    for (std::size_t at = 0; at < parts.suffix.size(); at += 7) {
        Bytes spoilt = parts.suffix;
        spoilt[at] ^= 0x10;
        const Verdict verdict = checkMessage(parts.head, spoilt, document);
        const bool inSignerInfo = at + 400 > parts.suffix.size() && verdict.good();
        passed += inSignerInfo ? 1 : 0;
    }
    EXPECT_LE(passed, 2u); // versions and parameters that no signature covers
}
TEST(Message, anyShorterSuffix_isRefused) {
    const auto parts = partsOf(false);
    for (std::size_t size = 0; size < parts.suffix.size(); size += 11)
        EXPECT_FALSE(checkMessage(parts.head, ByteView(parts.suffix).first(size), describe(kDocument, false)).good());
}

} // namespace
} // namespace token_vpnkey
