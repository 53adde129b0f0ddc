// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::joined;
using test::makeCertificate;
using test::makePkcs7;
using test::toBase64;
using test::toPem;

class CertificateFile : public ::testing::Test {
protected:
    static const test::MadeCertificate& made() {
        static const auto kMade = makeCertificate({});
        return kMade;
    }
    static const test::MadeCertificate& other() {
        static const auto kMade = makeCertificate({.subject = {{"CN", "Other"}}});
        return kMade;
    }
    static std::size_t countIn(const Result<FileContents>& result) {
        return result ? result.value().certificates.size() : 0;
    }
};

TEST_F(CertificateFile, der_isRead) { EXPECT_EQ(readFile(made().der).value().format, Format::der); }
TEST_F(CertificateFile, pem_isRead) { EXPECT_EQ(readFile(made().pem).value().format, Format::pem); }
TEST_F(CertificateFile, pem_givesTheSameBytes) {
    EXPECT_EQ(readFile(made().pem).value().certificates.at(0).der, made().der);
}
TEST_F(CertificateFile, pemWithTextAround_isRead) {
    EXPECT_EQ(countIn(readFile("Bag Attributes\r\n  friendlyName: x\r\n" + made().pem + "the end\n")), 1U);
}
TEST_F(CertificateFile, pemInOneLine_isRead) {
    EXPECT_EQ(countIn(readFile("-----BEGIN CERTIFICATE-----\n" + toBase64(made().der, 1U << 20U) +
                               "-----END CERTIFICATE-----")),
              1U);
}
TEST_F(CertificateFile, pemOfOldLabel_isRead) {
    EXPECT_EQ(countIn(readFile(toPem("X509 CERTIFICATE", made().der))), 1U);
}
TEST_F(CertificateFile, trustedCertificateWithItsSettings_isRead) {
    EXPECT_EQ(countIn(readFile(toPem("TRUSTED CERTIFICATE", joined({made().der, {0x30, 0x00}})))), 1U);
}
TEST_F(CertificateFile, pemInUtf16_isRead) {
    std::string wide = "\xFF\xFE";
    for (const char c : made().pem) {
        wide += c;
        wide += '\0';
    }
    EXPECT_EQ(countIn(readFile(wide)), 1U);
}
TEST_F(CertificateFile, pemAfterByteOrderMark_isRead) { EXPECT_EQ(countIn(readFile("\xEF\xBB\xBF" + made().pem)), 1U); }
TEST_F(CertificateFile, tenThousandInOnePem_areAllRead) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) {
        text += made().pem;
    }
    EXPECT_EQ(countIn(readFile(text)), 10'000U);
}
TEST_F(CertificateFile, oneBadAmongGood_keepsTheGood) {
    EXPECT_EQ(countIn(readFile(made().pem + toPem("CERTIFICATE", Bytes(40, 0x55)) + other().pem)), 2U);
}
TEST_F(CertificateFile, oneBadAmongGood_isCounted) {
    EXPECT_EQ(readFile(made().pem + toPem("CERTIFICATE", Bytes(40, 0x55)) + other().pem).value().damaged, 1U);
}
TEST_F(CertificateFile, oneOfForeignCharactersAmongGood_isCounted) {
    std::string pem = made().pem;
    pem[100] = '#';
    EXPECT_EQ(readFile(pem + other().pem).value().damaged, 1U);
}
TEST_F(CertificateFile, goodBeforeOneCutOff_isCounted) {
    EXPECT_EQ(readFile(made().pem + other().pem.substr(0, 200)).value().damaged, 1U);
}
TEST_F(CertificateFile, goodOnesWithOtherThingsAmongThem_areNotDamaged) {
    const std::string others = toPem("X509 CRL", test::makeRevocationList(made())) + toPem("PKCS7", makePkcs7({})) +
                               "-----BEGIN PRIVATE KEY-----\n#\n-----END PRIVATE KEY-----\n";
    EXPECT_EQ(readFile(made().pem + others + made().keyPem).value().damaged, 0U);
}
TEST_F(CertificateFile, damagedSignedDataInPemAmongGood_isCounted) {
    Bytes message = makePkcs7({other().der});
    message.resize(60);
    EXPECT_EQ(readFile(made().pem + toPem("PKCS7", message)).value().damaged, 1U);
}
TEST_F(CertificateFile, goodBeforeOneCutOff_keepsTheGood) {
    EXPECT_EQ(countIn(readFile(made().pem + other().pem.substr(0, 200))), 1U);
}
TEST_F(CertificateFile, beginInsideUnclosedBlock_startsAnew) {
    EXPECT_EQ(countIn(readFile("-----BEGIN CERTIFICATE-----\nMIIB\n" + made().pem)), 1U);
}
TEST_F(CertificateFile, bareBase64_isRead) { EXPECT_EQ(countIn(readFile(toBase64(made().der))), 1U); }
TEST_F(CertificateFile, bareBase64OfSignedData_isRead) {
    EXPECT_EQ(readFile(toBase64(makePkcs7({made().der}))).value().format, Format::pkcs7);
}
TEST_F(CertificateFile, signedData_givesEveryCertificate) {
    EXPECT_EQ(countIn(readFile(makePkcs7({made().der, other().der}))), 2U);
}
TEST_F(CertificateFile, signedDataWithOneBadAmongGood_countsIt) {
    const auto result = readFile(makePkcs7({made().der, makeCertificate({.notAfterText = "never"}).der, other().der}));
    EXPECT_EQ(countIn(result), 2U);
    EXPECT_EQ(result.value().damaged, 1U);
}
TEST_F(CertificateFile, signedDataInPemWithOneBadAmongGood_countsIt) {
    const Bytes bad = makeCertificate({.notAfterText = "never"}).der;
    EXPECT_EQ(readFile(toPem("PKCS7", makePkcs7({bad, made().der}))).value().damaged, 1U);
}
TEST_F(CertificateFile, signedDataInPem_isRead) {
    EXPECT_EQ(countIn(readFile(toPem("PKCS7", makePkcs7({made().der})))), 1U);
}
TEST_F(CertificateFile, cmsInPem_isRead) { EXPECT_EQ(countIn(readFile(toPem("CMS", makePkcs7({made().der})))), 1U); }
TEST_F(CertificateFile, signedDataOfIndefiniteLength_isRead) {
    const auto open = [](std::uint8_t tag, const Bytes& content) {
        return joined({{tag, 0x80}, content, {0x00, 0x00}});
    };
    const Bytes signedType = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02};
    const Bytes dataType = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01};
    const Bytes body = joined({{0x02, 0x01, 0x01}, {0x31, 0x00}, open(0x30, dataType), open(0xA0, made().der)});
    EXPECT_EQ(countIn(readFile(open(0x30, joined({signedType, open(0xA0, open(0x30, body))})))), 1U);
}
TEST_F(CertificateFile, certificatesEndToEnd_areAllRead) {
    EXPECT_EQ(countIn(readFile(joined({made().der, other().der}))), 2U);
}
TEST_F(CertificateFile, paddingAfterDer_isIgnored) {
    EXPECT_EQ(countIn(readFile(joined({made().der, Bytes(64, 0xFF)}))), 1U);
}

} // namespace
} // namespace reseal::crypto
