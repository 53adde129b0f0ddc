// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::makeCertificate;
using test::toPem;

class Refusal : public ::testing::Test {
protected:
    static const test::MadeCertificate& made() {
        static const auto kMade = makeCertificate({});
        return kMade;
    }
    static Bytes head(const Bytes& data, std::size_t size) {
        return {data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)};
    }
};

TEST_F(Refusal, emptyFile_saysSo) { EXPECT_EQ(detailOf(readFile(std::string())), "the file is empty"); }
TEST_F(Refusal, whiteSpace_isAnEmptyFile) { EXPECT_EQ(detailOf(readFile(std::string(" \n\n"))), "the file is empty"); }
TEST_F(Refusal, emptyKeyFile_isBadPkcs12) { EXPECT_EQ(reasonOf(readFile(std::string(), "a.P12")), "bad_pkcs12"); }
TEST_F(Refusal, plainText_saysSo) {
    EXPECT_EQ(detailOf(readFile(std::string("Dear colleague,\n"))), "this is a text file with no certificate in it");
}
TEST_F(Refusal, plainText_holdsNoCertificate) {
    EXPECT_EQ(reasonOf(readFile(std::string("Dear colleague,\n"))), "no_certificate_found");
}
TEST_F(Refusal, binary_holdsNoCertificate) {
    EXPECT_EQ(reasonOf(readFile(Bytes{0x89, 'P', 'N', 'G', 0, 1, 2, 3})), "no_certificate_found");
}
TEST_F(Refusal, request_saysSo) {
    EXPECT_EQ(detailOf(readFile(test::makeRequest(made()))), "this is a certificate request, not a certificate");
}
TEST_F(Refusal, requestInPem_saysSo) {
    EXPECT_EQ(detailOf(readFile(toPem("CERTIFICATE REQUEST", test::makeRequest(made())))),
              "this is a certificate request, not a certificate");
}
TEST_F(Refusal, revocationList_saysSo) {
    EXPECT_EQ(detailOf(readFile(test::makeRevocationList(made()))), "this is a revocation list, not a certificate");
}
TEST_F(Refusal, revocationListInPem_saysSo) {
    EXPECT_EQ(detailOf(readFile(toPem("X509 CRL", test::makeRevocationList(made())))),
              "this is a revocation list, not a certificate");
}
TEST_F(Refusal, envelope_saysSo) {
    EXPECT_EQ(detailOf(readFile(test::makeEnveloped(made()))), "this is an encrypted message, not a certificate");
}
TEST_F(Refusal, publicKey_saysSo) {
    EXPECT_EQ(detailOf(readFile(test::publicKeyPem(made()))), "this is a public key, not a certificate");
}
TEST_F(Refusal, signedDataWithoutCertificates_saysSo) {
    EXPECT_EQ(detailOf(readFile(test::makePkcs7({}))), "the signed message holds no certificate");
}
TEST_F(Refusal, derCutOff_saysSo) {
    EXPECT_EQ(detailOf(readFile(head(made().der, made().der.size() - 1))), "the file is cut off");
}
TEST_F(Refusal, derCutOff_isDecodeFailed) { EXPECT_EQ(reasonOf(readFile(head(made().der, 200))), "decode_failed"); }
TEST_F(Refusal, derThatBeginsLikeACertificateAndDoesNotEnd_isDecodeFailed) {
    EXPECT_EQ(reasonOf(readFile(Bytes{0x30, 0x80, 0x30, 0x80, 0x30, 0x00, 0x30, 0xE0})), "decode_failed");
}
TEST_F(Refusal, pemCutOff_isBadPem) { EXPECT_EQ(reasonOf(readFile(made().pem.substr(0, 200))), "bad_pem"); }
TEST_F(Refusal, pemCutOff_saysSo) { EXPECT_EQ(detailOf(readFile(made().pem.substr(0, 200))), "the file is cut off"); }
TEST_F(Refusal, pemWithForeignCharacters_isBadPem) {
    std::string pem = made().pem;
    pem[100] = '#';
    EXPECT_EQ(reasonOf(readFile(pem)), "bad_pem");
}
TEST_F(Refusal, pemOfRubbish_isDecodeFailed) {
    EXPECT_EQ(reasonOf(readFile(toPem("CERTIFICATE", Bytes(40, 0x55)))), "decode_failed");
}
TEST_F(Refusal, base64CutOff_isBadPem) {
    EXPECT_EQ(reasonOf(readFile(test::toBase64(made().der).substr(0, 201))), "bad_pem");
}
TEST_F(Refusal, keyFileCutOff_isBadPkcs12) {
    EXPECT_EQ(reasonOf(readFile(head(test::makePkcs12(made(), {.password = "x"}), 300))), "bad_pkcs12");
}
TEST_F(Refusal, undecodableDates_areNamed) {
    const auto bad = makeCertificate({.notAfterText = "never"});
    EXPECT_EQ(detailOf(readFile(bad.pem)), "the dates in the certificate cannot be read");
}

} // namespace
} // namespace reseal::crypto
