// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signature_check.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/private_key.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

class SignatureCheck : public ::testing::Test {
protected:
    static const PrivateKey& rsa() {
        static const PrivateKey kKey = std::move(PrivateKey::generate("rsa-2048")).value();
        return kKey;
    }
    static std::string answer(const Result<bool>& result) {
        return !result ? result.error().reason : result.value() ? "verifies" : "does not verify";
    }
    const Bytes digest_ = digestOf(DigestAlgorithm::sha256, asBytes("text")).value();
    const Bytes signature_ = rsa().sign(DigestAlgorithm::sha256, digest_).value();
    const Bytes spki_ = rsa().publicKeyInfo().value();
};

TEST_F(SignatureCheck, nameOfTheKey_isEnough) {
    const Bytes algorithm = derSequence({derOid("1.2.840.113549.1.1.1"), derNull()});
    EXPECT_EQ(answer(verifyDigestSignature(spki_, algorithm, DigestAlgorithm::sha256, digest_, signature_)),
              "verifies");
}
TEST_F(SignatureCheck, digestOfAnotherName_isUnfit) {
    const Bytes algorithm = rsa().signatureAlgorithm(DigestAlgorithm::sha512);
    EXPECT_EQ(answer(verifyDigestSignature(spki_, algorithm, DigestAlgorithm::sha256, digest_, signature_)),
              "digest_unfit");
}
TEST_F(SignatureCheck, md5_isUnfit) {
    const Bytes algorithm = derSequence({derOid("1.2.840.113549.1.1.4"), derNull()});
    EXPECT_EQ(answer(verifyDigestSignature(spki_, algorithm, DigestAlgorithm::md5, Bytes(16), signature_)),
              "digest_unfit");
}
TEST_F(SignatureCheck, unknownAlgorithm_isUnsupported) {
    EXPECT_EQ(answer(verifyDigestSignature(spki_, derSequence({derOid("2.999")}), DigestAlgorithm::sha256, digest_,
                                           signature_)),
              "algorithm_unsupported");
}
TEST_F(SignatureCheck, signatureOfAnotherKindOfKey_doesNotVerify) {
    const Bytes ecdsa = derSequence({derOid("1.2.840.10045.4.3.2")});
    EXPECT_EQ(answer(verifyDigestSignature(spki_, ecdsa, DigestAlgorithm::sha256, digest_, signature_)),
              "does not verify");
}
TEST_F(SignatureCheck, damagedKey_isSaid) {
    EXPECT_EQ(answer(verifyDigestSignature(Bytes{0x30, 0x00}, rsa().signatureAlgorithm(DigestAlgorithm::sha256),
                                           DigestAlgorithm::sha256, digest_, signature_)),
              "key_damaged");
}
TEST_F(SignatureCheck, pssName_tellsItsDigest) {
    const Bytes sha512 = derElement(contextTag(0, true), derSequence({derOid("2.16.840.1.101.3.4.2.3")}));
    EXPECT_EQ(digestOfSignature(derSequence({derOid("1.2.840.113549.1.1.10"), derSequence({sha512})})),
              DigestAlgorithm::sha512);
}
TEST_F(SignatureCheck, selfSignedCertificate_verifies) {
    const auto made = test::makeCertificate({});
    const auto key = std::move(PrivateKey::fromPkcs8(made.keyPkcs8)).value();
    EXPECT_EQ(answer(verifySignedObject(made.der, key.publicKeyInfo().value())), "verifies");
}
TEST_F(SignatureCheck, certificateUnderAnotherKey_doesNotVerify) {
    const auto other = std::move(PrivateKey::generate("ec-p256")).value();
    EXPECT_EQ(answer(verifySignedObject(test::makeCertificate({}).der, other.publicKeyInfo().value())),
              "does not verify");
}
TEST_F(SignatureCheck, bytesBehindTheObject_areRefused) {
    Bytes longer = test::makeCertificate({}).der;
    longer.push_back(0);
    EXPECT_EQ(answer(verifySignedObject(longer, spki_)), "decode_failed");
}

} // namespace
} // namespace reseal::crypto
