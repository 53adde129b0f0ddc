// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/code_signature.hpp"

#include "agent/crypto/digest.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "tests/support/plugin_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::CertificateSpec;
using test::makeCertificate;
using test::makeSigner;
using test::signContent;

constexpr std::string_view kText = "what is signed";

std::string reasonOf(std::string_view text, const Bytes& signature) {
    const auto checked = checkCodeSignature(asBytes(text), signature);
    return checked ? "sound" : checked.error().reason;
}

TEST(CodeSignature, ofASelfSignedSigner_namesIt_andItsOwnCertificateVouches) {
    const auto signer = makeSigner("Signer");
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, signer));
    ASSERT_TRUE(checked) << checked.error().reason;
    EXPECT_EQ(checked.value().signer.der, signer.der);
    EXPECT_TRUE(vouchesFor(signer.der, checked.value()));
    EXPECT_FALSE(vouchesFor(makeSigner("Signer").der, checked.value()));
}

TEST(CodeSignature, withAnRsaKey_isRead) {
    CertificateSpec spec;
    spec.extendedKeyUsage = {test::kCodeSigning};
    spec.key = test::KeyKind::rsa2048;
    const auto signer = makeCertificate(spec);
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, signer, {.digest = "SHA512"}));
    ASSERT_TRUE(checked) << checked.error().reason;
    EXPECT_TRUE(vouchesFor(signer.der, checked.value()));
}

TEST(CodeSignature, overOtherBytes_doesNotFit) {
    const Bytes signature = signContent(kText, makeSigner("Signer"));
    EXPECT_EQ(reasonOf("what was signed", signature), "signature_mismatch");
    EXPECT_EQ(reasonOf(std::string(kText) + "\n", signature), "signature_mismatch");
    EXPECT_EQ(reasonOf("", signature), "signature_mismatch");
}

TEST(CodeSignature, throughACa_isVouchedForByTheCaAndByTheSigner) {
    const auto root = makeCertificate({.subject = {{"CN", "Root"}}, .keyUsage = kKeyCertSign, .ca = true});
    const auto issuing = makeCertificate({.subject = {{"CN", "Issuing"}}, .keyUsage = kKeyCertSign, .ca = true}, &root);
    const auto signer = makeSigner("Signer", &issuing);
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, signer, {.chain = {issuing.der}}));
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked.value().certificates.size(), 2U);
    for (const auto* anchor : {&root, &issuing, &signer}) {
        EXPECT_TRUE(vouchesFor(anchor->der, checked.value()));
    }
    const auto other = makeCertificate({.subject = {{"CN", "Root"}}, .keyUsage = kKeyCertSign, .ca = true});
    EXPECT_FALSE(vouchesFor(other.der, checked.value()));
}

TEST(CodeSignature, throughAnEndUsersCertificate_isNotVouchedFor) {
    const auto person = makeCertificate({.subject = {{"CN", "Person"}}});
    const auto signer = makeSigner("Signer", &person);
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, signer, {.chain = {person.der}}));
    ASSERT_TRUE(checked);
    EXPECT_FALSE(vouchesFor(person.der, checked.value()));
}

TEST(CodeSignature, throughACaForMailOnly_isNotVouchedFor) {
    CertificateSpec spec{.subject = {{"CN", "Mail CA"}}, .keyUsage = kKeyCertSign, .ca = true};
    spec.extendedKeyUsage = {"1.3.6.1.5.5.7.3.4"};
    const auto authority = makeCertificate(spec);
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, makeSigner("Signer", &authority)));
    ASSERT_TRUE(checked);
    EXPECT_FALSE(vouchesFor(authority.der, checked.value()));
}

TEST(CodeSignature, ofALongExpiredSigner_stillLoads) {
    CertificateSpec spec;
    spec.notBefore = std::chrono::sys_days{std::chrono::year{2001} / 1 / 1};
    spec.notAfter = std::chrono::sys_days{std::chrono::year{2002} / 1 / 1};
    spec.extendedKeyUsage = {test::kCodeSigning};
    const auto signer = makeCertificate(spec);
    const auto checked = checkCodeSignature(asBytes(kText), signContent(kText, signer));
    ASSERT_TRUE(checked) << checked.error().reason;
    EXPECT_TRUE(vouchesFor(signer.der, checked.value()));
}

TEST(CodeSignature, ofACertificateForOtherUses_isRefused) {
    EXPECT_EQ(reasonOf(kText, signContent(kText, makeCertificate({}))), "signer_not_for_code");
    EXPECT_EQ(reasonOf(kText, signContent(kText, makeCertificate({.extendedKeyUsage = {"1.3.6.1.5.5.7.3.4"}}))),
              "signer_not_for_code");
    EXPECT_EQ(reasonOf(kText, signContent(kText, makeCertificate({.extendedKeyUsage = {"2.5.29.37.0"}}))),
              "signer_not_for_code");
    EXPECT_EQ(reasonOf(kText, signContent(kText, makeCertificate({.keyUsage = kKeyEncipherment,
                                                                  .extendedKeyUsage = {test::kCodeSigning}}))),
              "signer_not_for_code");
}

TEST(CodeSignature, withAnOutdatedDigest_isRefused) {
    EXPECT_EQ(reasonOf(kText, signContent(kText, makeSigner("Signer"), {.digest = "SHA1"})), "signature_weak");
}

TEST(CodeSignature, thatIsNoDetachedSignature_isDamaged) {
    const auto signer = makeSigner("Signer");
    EXPECT_EQ(reasonOf(kText, {}), "signature_damaged");
    EXPECT_EQ(reasonOf(kText, Bytes(1000, 0x30)), "signature_damaged");
    EXPECT_EQ(reasonOf(kText, test::makePkcs7({signer.der})), "signature_damaged");
    EXPECT_EQ(reasonOf(kText, test::makeEnveloped(makeCertificate({.key = test::KeyKind::rsa2048}))),
              "signature_damaged");
    EXPECT_EQ(reasonOf(kText, signContent(kText, signer, {.attached = true})), "signature_damaged");
    Bytes longer = signContent(kText, signer);
    longer.push_back(0);
    EXPECT_EQ(reasonOf(kText, longer), "signature_damaged");
    EXPECT_EQ(reasonOf(kText, signContent(kText, signer, {.withCertificate = false})), "signature_mismatch");
}

TEST(CodeSignature, withAnyByteChanged_isNeverTaken) {
    const auto signer = makeSigner("Signer");
    const Bytes good = signContent(kText, signer);
    for (std::size_t i = 0; i < good.size(); ++i) {
        Bytes bad = good;
        bad[i] ^= 0x01;
        const auto checked = checkCodeSignature(asBytes(kText), bad);
        // What is left open are bytes that nothing signs, such as the signer's own copy of its certificate.
        EXPECT_FALSE(checked && vouchesFor(signer.der, checked.value()) && checked.value().signer.der != signer.der);
    }
}

TEST(Sha256Sum, ofPieces_isThatOfTheWhole) {
    Sha256Sum sum;
    sum.add(asBytes("what is "));
    sum.add(asBytes("signed"));
    EXPECT_EQ(sum.finish(), sha256(asBytes(kText)));
    EXPECT_EQ(sum.finish(), sha256({}));
}

} // namespace
} // namespace reseal::crypto
