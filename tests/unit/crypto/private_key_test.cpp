// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/private_key.hpp"

#include "agent/crypto/signature_check.hpp"
#include "key_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

// Every algorithm that can be generated.
class EveryKey : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (needsMissingEngine(GetParam())) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        key_.emplace(std::move(PrivateKey::generate(GetParam())).value());
        digest_ = digestOf(key_->usualDigest(), asBytes("text")).value();
    }
    [[nodiscard]] Result<bool> verify(ByteView signature) const {
        return verifyDigestSignature(key_->publicKeyInfo().value(), key_->signatureAlgorithm(key_->usualDigest()),
                                     key_->usualDigest(), digest_, signature);
    }
    [[nodiscard]] Bytes signature() const { return key_->sign(key_->usualDigest(), digest_).value(); }

    std::optional<PrivateKey> key_;
    Bytes digest_;
};

TEST_P(EveryKey, signature_verifies) { EXPECT_TRUE(verify(signature()).value()); }
TEST_P(EveryKey, changedSignature_doesNotVerify) {
    Bytes changed = signature();
    changed[changed.size() / 2] ^= 1U;
    EXPECT_FALSE(verify(changed).value());
}
TEST_P(EveryKey, shortSignature_doesNotVerify) {
    const Bytes whole = signature();
    EXPECT_FALSE(verify(ByteView(whole).first(whole.size() - 1)).value());
}
TEST_P(EveryKey, signatureOfAnotherKey_doesNotVerify) {
    const auto other = PrivateKey::generate(GetParam());
    EXPECT_FALSE(verify(other.value().sign(key_->usualDigest(), digest_).value()).value());
}
TEST_P(EveryKey, pkcs8_givesTheSameKey) {
    const Secret pkcs8 = std::move(key_->toPkcs8()).value();
    const auto again = PrivateKey::fromPkcs8(asBytes(pkcs8.view()));
    EXPECT_EQ(again.value().publicKeyInfo().value(), key_->publicKeyInfo().value());
}
TEST_P(EveryKey, pkcs8_keepsItsKind) {
    const Secret pkcs8 = std::move(key_->toPkcs8()).value();
    EXPECT_EQ(PrivateKey::fromPkcs8(asBytes(pkcs8.view())).value().kind(), key_->kind());
}
TEST_P(EveryKey, ownPublicKey_matches) { EXPECT_TRUE(key_->matches(key_->publicKeyInfo().value())); }
TEST_P(EveryKey, otherPublicKey_doesNotMatch) {
    EXPECT_FALSE(key_->matches(PrivateKey::generate(GetParam()).value().publicKeyInfo().value()));
}
TEST_P(EveryKey, shortDigest_isUnfit) {
    EXPECT_EQ(key_->sign(key_->usualDigest(), ByteView(digest_).first(16)).error().reason, "digest_unfit");
}
TEST_P(EveryKey, sha1_isNotSigned) {
    EXPECT_EQ(key_->sign(DigestAlgorithm::sha1, Bytes(20)).error().reason, "digest_unfit");
}
TEST_P(EveryKey, signatureAlgorithm_tellsItsDigest) {
    EXPECT_EQ(digestOfSignature(key_->signatureAlgorithm(key_->usualDigest())), key_->usualDigest());
}
INSTANTIATE_TEST_SUITE_P(Keys, EveryKey,
                         ::testing::Values("rsa-2048", "ec-p256", "ec-p384", "gost-2012-256", "gost-2012-512",
                                           "kz-gost-2015-256", "kz-gost-2015-512"),
                         named);

TEST(PrivateKey, unknownAlgorithm_isNotGenerated) {
    EXPECT_EQ(PrivateKey::generate("rsa-1024").error().reason, "key_unsupported");
}
TEST(PrivateKey, emptyBytes_areDamaged) { EXPECT_EQ(PrivateKey::fromPkcs8({}).error().reason, "key_damaged"); }
TEST(PrivateKey, unknownKind_isUnsupported) {
    const Bytes key = derSequence({derInteger(0), derSequence({derOid("2.999")}), derOctetString(Bytes{1})});
    EXPECT_EQ(PrivateKey::fromPkcs8(key).error().reason, "key_unsupported");
}
TEST(PrivateKey, cutOff_isDamaged) {
    const auto pkcs8 = std::move(PrivateKey::generate("ec-p256").value().toPkcs8()).value();
    const ByteView der = asBytes(pkcs8.view());
    EXPECT_EQ(PrivateKey::fromPkcs8(der.first(der.size() - 1)).error().reason, "key_damaged");
}
// RFC 5958: version 1 with the public key behind, which OpenSSL 3.0 does not read.
TEST(PrivateKey, oneAsymmetricKey_isRead) {
    const auto key = std::move(PrivateKey::generate("ec-p256")).value();
    const auto pkcs8 = std::move(key.toPkcs8()).value();
    DerReader outer(asBytes(pkcs8.view()));
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagInteger));
    const Bytes version1 =
        derSequence({derInteger(1), fields.rest(), derElement(contextTag(1, false), Bytes{0x00, 0x04, 0x01})});
    EXPECT_EQ(PrivateKey::fromPkcs8(version1).value().publicKeyInfo().value(), key.publicKeyInfo().value());
}

class Agreement : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static std::string shown(const Result<Secret>& shared) {
        return shared ? toHex(asBytes(shared.value().view())) : shared.error().reason;
    }
    const Bytes ukm_ = {1, 2, 3, 4, 5, 6, 7, 8};
};
TEST_P(Agreement, bothSides_deriveTheSame) {
    const auto one = std::move(PrivateKey::generate(GetParam())).value();
    const auto two = std::move(PrivateKey::generate(GetParam())).value();
    EXPECT_EQ(shown(one.derive(two.publicKeyInfo().value(), ukm_)),
              shown(two.derive(one.publicKeyInfo().value(), ukm_)));
}
TEST_P(Agreement, withAnotherKey_differs) {
    const auto one = std::move(PrivateKey::generate(GetParam())).value();
    const auto two = std::move(PrivateKey::generate(GetParam())).value();
    EXPECT_NE(shown(one.derive(two.publicKeyInfo().value(), ukm_)),
              shown(one.derive(one.publicKeyInfo().value(), ukm_)));
}
INSTANTIATE_TEST_SUITE_P(Keys, Agreement, ::testing::Values("ec-p256", "gost-2012-256", "gost-2012-512"), named);
TEST_F(Agreement, rsa_isUnfit) {
    const auto key = std::move(PrivateKey::generate("rsa-2048")).value();
    EXPECT_EQ(shown(key.derive(key.publicKeyInfo().value(), ukm_)), "key_unfit");
}
TEST_F(Agreement, gostWithoutUkm_fails) {
    const auto key = std::move(PrivateKey::generate("gost-2012-256")).value();
    EXPECT_EQ(shown(key.derive(key.publicKeyInfo().value(), {})), "agreement_failed");
}

} // namespace
} // namespace reseal::crypto
