// SPDX-License-Identifier: Apache-2.0
// Decryption and agreement against what OpenSSL does with the other side.
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/private_key_state.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/signature_check.hpp"
#include "key_fixtures.hpp"

#include <openssl/rsa.h>

namespace reseal::crypto {
namespace {

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

std::string shown(const Result<Secret>& secret) {
    return secret ? toHex(asBytes(secret.value().view())) : secret.error().reason;
}

class RsaDecryption : public ::testing::Test {
protected:
    static const PrivateKey& key() {
        static const PrivateKey kKey = std::move(PrivateKey::generate("rsa-2048")).value();
        return kKey;
    }
    static Bytes encrypt(int padding, const EVP_MD* digest = nullptr) {
        const auto publicKey = std::move(loadPublicKey(key().publicKeyInfo().value())).value();
        const KeyContext context(EVP_PKEY_CTX_new(publicKey.key.get(), nullptr));
        EVP_PKEY_encrypt_init(context.get());
        EVP_PKEY_CTX_set_rsa_padding(context.get(), padding);
        if (digest != nullptr) {
            EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), digest);
            EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest);
        }
        Bytes out(256);
        std::size_t size = out.size();
        EVP_PKEY_encrypt(context.get(), out.data(), &size, kText.data(), kText.size());
        out.resize(size);
        return out;
    }
    static Bytes oaep(ByteView parameters) {
        return derSequence({derOid("1.2.840.113549.1.1.7"), derSequence({parameters})});
    }
    static Bytes oaepSha256() {
        const Bytes sha256 = derSequence({derOid("2.16.840.1.101.3.4.2.1")});
        const Bytes digest = derElement(contextTag(0, true), sha256);
        const Bytes mask = derElement(contextTag(1, true), derSequence({derOid("1.2.840.113549.1.1.8"), sha256}));
        return derSequence({derOid("1.2.840.113549.1.1.7"), derSequence({digest, mask})});
    }
    static inline const Bytes kText = {1, 2, 3, 4};
};
TEST_F(RsaDecryption, pkcs1_isOpened) { EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_PADDING))), "01020304"); }
TEST_F(RsaDecryption, nameOfTheKey_meansPkcs1) {
    const Bytes algorithm = derSequence({derOid("1.2.840.113549.1.1.1"), derNull()});
    EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_PADDING), algorithm)), "01020304");
}
TEST_F(RsaDecryption, oaepWithoutParameters_isSha1) {
    EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_OAEP_PADDING), oaep({}))), "01020304");
}
TEST_F(RsaDecryption, oaepWithSha256_isOpened) {
    EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_OAEP_PADDING, EVP_sha256()), oaepSha256())), "01020304");
}
TEST_F(RsaDecryption, oaepUnderAnotherDigest_fails) {
    EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_OAEP_PADDING), oaepSha256())), "decrypt_failed");
}
TEST_F(RsaDecryption, oaepWithLabel_isUnsupported) {
    const Bytes label = derElement(contextTag(2, true), derSequence({derOid("1.2.840.113549.1.1.9")}));
    EXPECT_EQ(shown(key().decrypt(encrypt(RSA_PKCS1_OAEP_PADDING), oaep(label))), "algorithm_unsupported");
}
TEST_F(RsaDecryption, shortCiphertext_fails) { EXPECT_EQ(shown(key().decrypt(Bytes(10))), "decrypt_failed"); }
TEST_F(RsaDecryption, ecKey_isUnfit) {
    EXPECT_EQ(shown(std::move(PrivateKey::generate("ec-p256")).value().decrypt(Bytes(10))), "key_unfit");
}

class RsaPss : public RsaDecryption {
protected:
    // A PSS signature over SHA-256 with a salt of this length.
    static Bytes sign(ByteView digest, int salt) {
        const Secret pkcs8 = std::move(key().toPkcs8()).value();
        const auto* cursor = reinterpret_cast<const unsigned char*>(pkcs8.view().data());
        const KeyHandle loaded(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(pkcs8.view().size())));
        const KeyContext context(EVP_PKEY_CTX_new(loaded.get(), nullptr));
        EVP_PKEY_sign_init(context.get());
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256());
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), salt);
        Bytes out(256);
        std::size_t size = out.size();
        EVP_PKEY_sign(context.get(), out.data(), &size, digest.data(), digest.size());
        return out;
    }
    static Bytes pss(std::uint64_t salt) {
        const Bytes sha256 = derSequence({derOid("2.16.840.1.101.3.4.2.1")});
        const Bytes mask = derSequence({derOid("1.2.840.113549.1.1.8"), sha256});
        return derSequence({derOid("1.2.840.113549.1.1.10"),
                            derSequence({derElement(contextTag(0, true), sha256), derElement(contextTag(1, true), mask),
                                         derElement(contextTag(2, true), derInteger(salt))})});
    }
    static bool verifies(std::uint64_t saltSaid) {
        const Bytes digest = digestOf(DigestAlgorithm::sha256, kText).value();
        return verifyDigestSignature(key().publicKeyInfo().value(), pss(saltSaid), DigestAlgorithm::sha256, digest,
                                     sign(digest, 32))
            .value();
    }
};
TEST_F(RsaPss, signature_verifies) { EXPECT_TRUE(verifies(32)); }
TEST_F(RsaPss, underAnotherSalt_doesNotVerify) { EXPECT_FALSE(verifies(20)); }

// RFC 7836, the example of VKO_GOSTR3410_2012_256 on id-tc26-gost-3410-2012-512-paramSetA; numbers are little-endian.
class Vko : public ::testing::Test {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static PrivateKey keyOf(std::string_view hex) {
        const Bytes algorithm = derSequence(
            {derOid("1.2.643.7.1.1.1.2"), derSequence({derOid("1.2.643.7.1.2.1.2.1"), derOid("1.2.643.7.1.1.2.3")})});
        const std::string raw = fromHex(hex);
        const Secret pkcs8 = makePkcs8(algorithm, asBytes(raw));
        return std::move(PrivateKey::fromPkcs8(asBytes(pkcs8.view()))).value();
    }
    static PrivateKey sender() {
        return keyOf("c990ecd972fce84ec4db022778f50fcac726f46708384b8d458304962d7147f8"
                     "c2db41cef22c90b102f2968404f9b9be6d47c79692d81826b32b8daca43cb667");
    }
    static PrivateKey receiver() {
        return keyOf("48c859f7b6f11585887cc05ec6ef1390cfea739b1a18c0d4662293ef63b79e3b"
                     "8014070b44918590b4b996acfea4edfbbbcccc8c06edd8bf5bda92a51392d0db");
    }
    const Bytes ukm_ = {0x1d, 0x80, 0x60, 0x3c, 0x85, 0x44, 0xc7, 0x27};
};
TEST_F(Vko, exampleOfTheStandard_givesItsKey) {
    EXPECT_EQ(shown(sender().derive(receiver().publicKeyInfo().value(), ukm_)),
              "c9a9a77320e2cc559ed72dce6f47e2192ccea95fa648670582c054c0ef36c221");
}
TEST_F(Vko, keyOfAnotherCurve_isRefused) {
    const auto other = std::move(PrivateKey::generate("gost-2012-256")).value();
    EXPECT_EQ(shown(sender().derive(other.publicKeyInfo().value(), ukm_)), "key_unfit");
}
TEST_F(Vko, ukmOfZeros_isRefused) {
    EXPECT_EQ(shown(sender().derive(receiver().publicKeyInfo().value(), Bytes(8))), "agreement_failed");
}

} // namespace
} // namespace reseal::crypto
