// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

using test::CertificateSpec;
using test::KeyKind;
using test::makeCertificate;
using test::NameEncoding;

CertificateFacts factsOf(const CertificateSpec& spec) { return readCertificate(makeCertificate(spec).der).value(); }

std::string nameAs(NameEncoding encoding, const std::string& value) {
    return factsOf({.subject = {{"CN", value, encoding}}}).subject.at(0).value;
}

// Overwrites a marker in the names; the signature is void then, and nobody checks it here.
Bytes withBytes(Bytes der, std::string_view marker, std::string_view bytes) {
    for (auto at = der.begin();; at += static_cast<std::ptrdiff_t>(bytes.size())) {
        at = std::search(at, der.end(), marker.begin(), marker.end());
        if (at == der.end()) {
            return der;
        }
        std::copy(bytes.begin(), bytes.end(), at);
    }
}

TEST(Certificate_subject, keepsEncodedOrder) {
    const auto facts = factsOf({.subject = {{"C", "RU", NameEncoding::printable}, {"CN", "Иванов"}}});
    EXPECT_EQ(facts.subject.at(0).oid + facts.subject.at(1).oid, "2.5.4.62.5.4.3");
}

TEST(Certificate_unknownAttribute, isNamedByItsOid) {
    const auto facts = factsOf({.subject = {{"1.2.643.100.4", "7712345678", NameEncoding::numeric}}});
    EXPECT_EQ(facts.subject.at(0).oid, "1.2.643.100.4");
}

TEST(Certificate_utf8Name, isKept) { EXPECT_EQ(nameAs(NameEncoding::utf8, "Әбіш"), "Әбіш"); }
TEST(Certificate_bmpName, isUtf8) { EXPECT_EQ(nameAs(NameEncoding::bmp, "Иванов"), "Иванов"); }
TEST(Certificate_t61Name, isUtf8) { EXPECT_EQ(nameAs(NameEncoding::t61, "Müller"), "Müller"); }
TEST(Certificate_universalName, isUtf8) { EXPECT_EQ(nameAs(NameEncoding::universal, "🔑"), "🔑"); }
TEST(Certificate_ia5Name, isKept) { EXPECT_EQ(nameAs(NameEncoding::ia5, "a@b"), "a@b"); }

TEST(Certificate_controlAndRightToLeftInName, staysAsItIs) {
    EXPECT_EQ(nameAs(NameEncoding::utf8, "a\x01\u202Eb"), "a\x01\u202Eb");
}

TEST(Certificate_latin1MarkedAsUtf8, readsAsLatin1) {
    const Bytes der = withBytes(makeCertificate({.subject = {{"CN", "Mxller"}}}).der, "Mxller", "M\xFCller");
    EXPECT_EQ(readCertificate(der).value().subject.at(0).value, "Müller");
}

TEST(Certificate_latin1MarkedAsUtf8, keepsItsOwnBytes) {
    const Bytes der = withBytes(makeCertificate({.subject = {{"CN", "Mxller"}}}).der, "Mxller", "M\xFCller");
    EXPECT_EQ(readCertificate(der).value().der, der);
}

TEST(Certificate_negativeSerial, hasMinus) { EXPECT_EQ(factsOf({.serialHex = "-7B"}).serial, "-7b"); }

TEST(Certificate_twentyByteSerial, isWhole) {
    const std::string serial = "f00102030405060708090a0b0c0d0e0f10111213";
    EXPECT_EQ(factsOf({.serialHex = serial}).serial, serial);
}

TEST(Certificate_zeroSerial, isZero) { EXPECT_EQ(factsOf({.serialHex = "00"}).serial, "00"); }

TEST(Certificate_yearZero, isRead) {
    EXPECT_EQ(factsOf({.notBeforeText = "00000101000000Z"}).notBefore.time_since_epoch().count(), -62167219200);
}

TEST(Certificate_year9999, isRead) {
    EXPECT_EQ(factsOf({.notAfterText = "99991231235959Z"}).notAfter.time_since_epoch().count(), 253402300799);
}

TEST(Certificate_undecodableDate, isRefusedForItsDates) {
    const auto facts = readCertificate(makeCertificate({.notAfterText = "20261332000000Z"}).der);
    EXPECT_EQ(facts.error().detail, "the dates in the certificate cannot be read");
}

TEST(Certificate_privateKeyUsagePeriod, isRead) {
    const TimePoint end = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1};
    EXPECT_EQ(factsOf({.privateKeyNotAfter = end}).privateKeyNotAfter, end);
}

TEST(Certificate_keyUsage, hasFirstBitLowest) {
    EXPECT_EQ(factsOf({.keyUsage = kDigitalSignature | kDecipherOnly}).keyUsage, kDigitalSignature | kDecipherOnly);
}

TEST(Certificate_withoutKeyUsage, saysSo) { EXPECT_FALSE(factsOf({}).keyUsage); }

TEST(Certificate_extendedKeyUsage, isDotted) {
    const std::vector<std::string> purposes = {"1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"};
    EXPECT_EQ(factsOf({.extendedKeyUsage = purposes}).extendedKeyUsage, purposes);
}

TEST(Certificate_policies, areDotted) {
    const std::vector<std::string> policies = {"1.2.643.100.113.1", "1.2.643.100.113.2"};
    EXPECT_EQ(factsOf({.policies = policies}).policies, policies);
}

TEST(Certificate_emails, areRead) {
    EXPECT_EQ(factsOf({.emails = {"a@example.com"}}).emails, std::vector<std::string>{"a@example.com"});
}

TEST(Certificate_ofAuthority, isCa) { EXPECT_TRUE(factsOf({.ca = true}).isCa); }
TEST(Certificate_ofPerson, isNoCa) { EXPECT_FALSE(factsOf({}).isCa); }
TEST(Certificate_subjectKeyId, isRead) { EXPECT_EQ(factsOf({}).subjectKeyId, Bytes(20, 0x42)); }
TEST(Certificate_rsaKey, hasModulusBits) { EXPECT_EQ(factsOf({.key = KeyKind::rsa2048}).keyBits, 2048); }
TEST(Certificate_ecKey, hasCurveBits) { EXPECT_EQ(factsOf({}).keyBits, 256); }
TEST(Certificate_ecKey, namesItsCurve) { EXPECT_EQ(factsOf({}).keyParameters, "1.2.840.10045.3.1.7"); }
TEST(Certificate_ed25519Key, has256Bits) { EXPECT_EQ(factsOf({.key = KeyKind::ed25519}).keyBits, 256); }
TEST(Certificate_signature, isDotted) { EXPECT_EQ(factsOf({}).signatureAlgorithm, "1.2.840.10045.4.3.2"); }
TEST(Certificate_ecKey, hasNoGostFingerprint) { EXPECT_TRUE(factsOf({}).gostFingerprint.empty()); }

TEST(Certificate_issuedByAnother, namesItsIssuer) {
    const auto authority = makeCertificate({.subject = {{"CN", "Authority"}}, .ca = true});
    const auto made = makeCertificate({}, &authority);
    EXPECT_EQ(readCertificate(made.der).value().issuer.at(0).value, "Authority");
}

TEST(Certificate_bytesAfterIt, areDropped) {
    const auto made = makeCertificate({});
    EXPECT_EQ(readCertificate(test::joined({made.der, Bytes(9, 0xFF)})).value().der, made.der);
}

TEST(Certificate_ofTwoMegabytes, isRefused) {
    const auto made = makeCertificate({.subject = {{"CN", std::string(2U << 20U, 'a')}}});
    EXPECT_EQ(readCertificate(made.der).error().reason, "decode_failed");
}

} // namespace
} // namespace reseal::crypto
