// SPDX-License-Identifier: Apache-2.0
// AES-GCM with attributes behind the content, against OpenSSL's own with them in front; and what a cipher refuses.
#include "agent/crypto/cms/content_cipher.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "encryption_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using namespace test;

struct Sealed {
    Bytes ciphertext;
    Bytes mac;
};

const Bytes kKey = sampleContent(32);
const Bytes kNonce = sampleContent(12);

Sealed seal(ByteView content, ByteView attributes, std::size_t macBytes) {
    const std::unique_ptr<EVP_CIPHER_CTX, OpensslFree<EVP_CIPHER_CTX_free>> context(EVP_CIPHER_CTX_new());
    Sealed sealed{Bytes(content.size() + 16), Bytes(macBytes)};
    int size = 0;
    int last = 0;
    EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, kKey.data(), kNonce.data());
    EVP_EncryptUpdate(context.get(), nullptr, &size, attributes.data(), static_cast<int>(attributes.size()));
    EVP_EncryptUpdate(context.get(), sealed.ciphertext.data(), &size, content.data(), static_cast<int>(content.size()));
    EVP_EncryptFinal_ex(context.get(), sealed.ciphertext.data() + size, &last);
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(macBytes), sealed.mac.data());
    sealed.ciphertext.resize(content.size());
    return sealed;
}

Bytes gcmName(std::size_t macBytes) {
    return derSequence(
        {derOid("2.16.840.1.101.3.4.1.46"), derSequence({derOctetString(kNonce), derInteger(macBytes)})});
}

// The content, or nothing where it is not authentic.
std::optional<Bytes> unseal(const Sealed& sealed, ByteView attributes) {
    auto cipher = startContentCipher(gcmName(sealed.mac.size()), true, Secret(std::string(kKey.begin(), kKey.end())));
    MemorySink out;
    const Status added = cipher.value()->add(sealed.ciphertext, out);
    const auto whole =
        cipher.value()->finish({.mac = sealed.mac, .authenticated = attributes, .unprotectedAttribute = {}}, out);
    return added && whole && whole.value() ? std::optional(out.take()) : std::nullopt;
}

class GcmTail : public ::testing::TestWithParam<std::size_t> {};

TEST_P(GcmTail, attributesBehindTheContent_areAuthenticated) {
    for (const std::size_t attributes : {1U, 15U, 16U, 17U, 300U}) {
        for (const std::size_t macBytes : {12U, 13U, 16U}) {
            const Bytes content = sampleContent(GetParam());
            const Bytes behind = sampleContent(attributes);
            const Sealed sealed = seal(content, behind, macBytes);
            EXPECT_EQ(unseal(sealed, behind), content) << attributes << " " << macBytes;
        }
    }
}
TEST_P(GcmTail, changedAttributes_areNotAuthentic) {
    const Sealed sealed = seal(sampleContent(GetParam()), sampleContent(40), 16);
    Bytes changed = sampleContent(40);
    changed[7] ^= 0x10U;
    EXPECT_FALSE(unseal(sealed, changed));
    EXPECT_FALSE(unseal(sealed, {}));
}
INSTANTIATE_TEST_SUITE_P(Sizes, GcmTail, ::testing::Values(0, 1, 16, 31, 4096, 70'000));

std::string reasonFor(const Bytes& algorithm, bool authenticated) {
    const auto facts = describeContentCipher(algorithm, authenticated);
    return facts ? facts.value().name : facts.error().reason;
}

TEST(ContentCipher, unknownCipher_isRefused) {
    EXPECT_EQ(reasonFor(derSequence({derOid("1.2.3.4")}), false), "cipher_unsupported");
}
TEST(ContentCipher, gcmWithoutItsTag_isRefused) { EXPECT_EQ(reasonFor(gcmName(16), false), "cipher_unsupported"); }
TEST(ContentCipher, shortTag_isDamaged) { EXPECT_EQ(reasonFor(gcmName(4), true), "content_damaged"); }
TEST(ContentCipher, vectorOfAWrongSize_isDamaged) {
    EXPECT_EQ(reasonFor(derSequence({derOid("2.16.840.1.101.3.4.1.42"), derOctetString(kNonce)}), false),
              "content_damaged");
}
TEST(ContentCipher, rc2OfFortyBits_isNamedSo) {
    const Bytes parameters = derSequence({derInteger(160), derOctetString(sampleContent(8))});
    EXPECT_EQ(reasonFor(derSequence({derOid("1.2.840.113549.3.2"), parameters}), false), "RC2-40-CBC");
}

} // namespace
} // namespace reseal::crypto
