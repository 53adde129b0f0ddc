// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/certificate_request.hpp"

#include "key_fixtures.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

class Requests : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (needsMissingEngine(GetParam())) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        key_.emplace(std::move(PrivateKey::generate(GetParam())).value());
        request_ = makeCertificateRequest({nameOf("Holder"), extensions_, {}}, *key_).value();
    }
    const Bytes extensions_ = derSequence({derSequence({derOid("2.5.29.15"), derOctetString(Bytes{3, 2, 6, 64})})});
    std::optional<PrivateKey> key_;
    Bytes request_;
};
TEST_P(Requests, request_verifies) { EXPECT_TRUE(verifyCertificateRequest(request_).value()); }
TEST_P(Requests, request_namesTheKey) {
    EXPECT_TRUE(key_->matches(readCertificateRequest(request_).value().publicKeyInfo));
}
TEST_P(Requests, request_keepsTheExtensions) {
    EXPECT_EQ(toHex(readCertificateRequest(request_).value().extensions), toHex(extensions_));
}
TEST_P(Requests, changedSubject_doesNotVerify) {
    Bytes changed = request_;
    const std::string_view holder = "Holder";
    *std::search(changed.begin(), changed.end(), holder.begin(), holder.end()) = 'h';
    EXPECT_FALSE(verifyCertificateRequest(changed).value());
}
INSTANTIATE_TEST_SUITE_P(Keys, Requests,
                         ::testing::Values("rsa-2048", "ec-p256", "gost-2012-256", "gost-2012-512", "kz-gost-2015-256",
                                           "kz-gost-2015-512"),
                         named);

class Request : public ::testing::Test {
protected:
    static const PrivateKey& key() {
        static const PrivateKey kKey = std::move(PrivateKey::generate("ec-p256")).value();
        return kKey;
    }
    static std::string reason(const Result<Bytes>& result) { return result ? "made" : result.error().reason; }
};
TEST_F(Request, withoutContent_verifies) {
    EXPECT_TRUE(verifyCertificateRequest(makeCertificateRequest({}, key()).value()).value());
}
TEST_F(Request, subject_isKept) {
    const Bytes request = makeCertificateRequest({nameOf("Holder"), {}, {}}, key()).value();
    EXPECT_EQ(toHex(readCertificateRequest(request).value().subject), toHex(nameOf("Holder")));
}
TEST_F(Request, subjectThatIsNoName_isMalformed) {
    EXPECT_EQ(reason(makeCertificateRequest({Bytes{4, 1, 1}, {}, {}}, key())), "request_malformed");
}
TEST_F(Request, bytesBehindTheExtensions_areMalformed) {
    EXPECT_EQ(reason(makeCertificateRequest({{}, Bytes{0x30, 0, 0}, {}}, key())), "request_malformed");
}
TEST_F(Request, attributesThatAreNoSet_areMalformed) {
    EXPECT_EQ(reason(makeCertificateRequest({{}, {}, Bytes{0x30, 0}}, key())), "request_malformed");
}
TEST_F(Request, furtherAttribute_isIncluded) {
    const Bytes attribute = derSequence({derOid("2.999.5"), derElement(kTagSet, derNull())});
    const Bytes request = makeCertificateRequest({{}, {}, derElement(kTagSet, attribute)}, key()).value();
    EXPECT_NE(toHex(request).find(toHex(attribute)), std::string::npos);
}
TEST_F(Request, signerWithAnotherKey_isRefused) {
    const auto other = std::move(PrivateKey::generate("ec-p256")).value();
    const auto sign = [&](DigestAlgorithm algorithm, ByteView digest) { return other.sign(algorithm, digest); };
    EXPECT_EQ(reason(makeCertificateRequest({}, key().publicKeyInfo().value(), sign)), "sign_failed");
}
TEST_F(Request, failureOfTheSigner_isHandedOn) {
    const auto sign = [](DigestAlgorithm, ByteView) -> Result<Bytes> {
        return Error{Category::refused, "pin_wrong", "the PIN is wrong", {}};
    };
    EXPECT_EQ(reason(makeCertificateRequest({}, key().publicKeyInfo().value(), sign)), "pin_wrong");
}
TEST_F(Request, keyOfUnknownKind_isUnsupported) {
    const Bytes spki = derSequence({derSequence({derOid("2.999")}), derBitString(Bytes{1})});
    const auto sign = [](DigestAlgorithm, ByteView) -> Result<Bytes> { return Bytes{1}; };
    EXPECT_EQ(reason(makeCertificateRequest({}, spki, sign)), "algorithm_unsupported");
}
TEST_F(Request, cutOff_isDamaged) {
    const Bytes request = makeCertificateRequest({}, key()).value();
    EXPECT_EQ(readCertificateRequest(ByteView(request).first(20)).error().reason, "decode_failed");
}

} // namespace
} // namespace reseal::crypto
