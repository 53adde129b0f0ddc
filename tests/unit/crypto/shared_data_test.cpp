// SPDX-License-Identifier: Apache-2.0
// Real certificates, containers and key files, where the machine has them: the folder of public fixtures beside the
// repository (or RESEAL_SHARED_DATA), and the system's own certificates.
#include "agent/crypto/gost_engine.hpp"
#include "reading.hpp"
#include "shared_data.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

namespace fs = std::filesystem;

using test::bytesOf;
using test::dataFolder;

class SharedData : public test::SharedDataTest {
protected:
    static Result<FileContents> read(const fs::path& relative, std::initializer_list<std::string_view> passwords = {}) {
        const fs::path path = dataFolder() / relative;
        return readFile(bytesOf(path), path.filename().string(), passwords);
    }
    // Names of files in the folder that do not give exactly one certificate.
    static std::vector<std::string> notOne(const fs::path& folder, std::string_view extension,
                                           std::initializer_list<std::string_view> passwords = {}) {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(dataFolder() / folder)) {
            if (entry.is_regular_file() && entry.path().extension() == extension) {
                const auto result = readFile(bytesOf(entry.path()), entry.path().filename().string(), passwords);
                if (!result || result.value().certificates.size() != 1) {
                    names.push_back(entry.path().filename().string());
                }
            }
        }
        return names;
    }
    static void needEngine() {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
};

const std::vector<std::string> kNone;

TEST_F(SharedData, russianDer_isRead) { EXPECT_EQ(notOne("ru/certs", ".der"), kNone); }
TEST_F(SharedData, russianPem_isRead) { EXPECT_EQ(notOne("ru/certs", ".pem"), kNone); }
TEST_F(SharedData, kazakhChainDer_isRead) { EXPECT_EQ(notOne("kz/chain", ".cer"), kNone); }
TEST_F(SharedData, kazakhChainPem_isRead) { EXPECT_EQ(notOne("kz/chain", ".pem"), kNone); }
TEST_F(SharedData, kazakhTestChainPem_isRead) { EXPECT_EQ(notOne("kz/chain", ".crt"), kNone); }
TEST_F(SharedData, kazakhSignedDer_isRead) { EXPECT_EQ(notOne("kz/signed", ".der"), kNone); }
TEST_F(SharedData, kazakhSignerInBareBase64_isRead) { EXPECT_EQ(notOne("kz/signed", ".cer"), kNone); }
TEST_F(SharedData, kazakhKeyCertificates_areRead) { EXPECT_EQ(notOne("kz/keys", ".cer"), kNone); }
TEST_F(SharedData, kazakhCmsInBareBase64_isRead) { EXPECT_EQ(notOne("kz/keys", ".cms"), kNone); }
TEST_F(SharedData, kazakhKeyFiles_openWithTheirPassword) { EXPECT_EQ(notOne("kz/keys", ".p12", {"Qwerty12"}), kNone); }

TEST_F(SharedData, kazakhKeyFileName_isItsSubjectKeyId) {
    for (const auto& entry : fs::directory_iterator(dataFolder() / "kz/keys")) {
        if (entry.path().extension() == ".p12") {
            const auto result = readFile(bytesOf(entry.path()), "a.p12", {"Qwerty12"});
            const std::string stem = entry.path().stem().string();
            EXPECT_EQ(toHex(result.value().certificates.at(0).subjectKeyId), stem.substr(stem.find_last_of('_') + 1));
        }
    }
}
TEST_F(SharedData, kazakhKeys_belongToTheirCertificates) {
    for (const auto& entry : fs::directory_iterator(dataFolder() / "kz/keys")) {
        if (entry.path().extension() == ".p12") {
            const auto result = readFile(bytesOf(entry.path()), "a.p12", {"Qwerty12"});
            EXPECT_EQ(result.value().keys.at(0).spkiSha256, result.value().certificates.at(0).spkiSha256);
        }
    }
}
TEST_F(SharedData, kazakhKeyFileWithWrongPassword_isBadPassphrase) {
    EXPECT_EQ(reasonOf(read("kz/keys/GOST512_8147287582df9bb4710e461804acd49b88bf45c4.p12", {"Qwerty13"})),
              "bad_passphrase");
}
TEST_F(SharedData, kazakhGostKey_has512Bits) {
    const auto result = read("kz/chain/prod/nca_gost_2022.pem");
    EXPECT_EQ(result.value().certificates.at(0).keyBits, 512);
}
TEST_F(SharedData, kazakhSerial_isAsStated) {
    const auto result = read("kz/keys/GOST512_8147287582df9bb4710e461804acd49b88bf45c4.p12", {"Qwerty12"});
    EXPECT_EQ(result.value().certificates.at(0).serial.substr(0, 4), "1147");
}
TEST_F(SharedData, kazakhRevocationList_isRefusedAsSuch) {
    EXPECT_EQ(detailOf(read("kz/revocation/nca_gost2022_test.crl")), "this is a revocation list, not a certificate");
}
TEST_F(SharedData, containerWithCertificate_matchesItsKey) {
    const auto result = read("ru/containers/dbfun-cyrillic/obnokykb.000/header.key");
    EXPECT_EQ(result.value().keys.at(0).spkiSha256, result.value().certificates.at(0).spkiSha256);
}
TEST_F(SharedData, containerWithCertificate_keepsItsExactBytes) {
    const auto result = read("ru/containers/dbfun-cyrillic/obnokykb.000/header.key");
    const std::string beside = bytesOf(dataFolder() / "ru/containers/dbfun-cyrillic/test.cer");
    EXPECT_EQ(toHex(result.value().certificates.at(0).der), toHex(asBytes(beside)));
}
TEST_F(SharedData, containerWithPassword_isLocked) {
    EXPECT_TRUE(read("ru/containers/dbfun-pin/le-09650.000/header.key").value().keys.at(0).locked);
}
TEST_F(SharedData, containerWithoutPassword_isNotLocked) {
    EXPECT_FALSE(read("ru/containers/dbfun-no-pin/le-22951.000/header.key").value().keys.at(0).locked);
}
TEST_F(SharedData, containerFingerprint_isThatOfTheCertificateBesideIt) {
    const auto header = read("ru/containers/dbfun-pin/le-09650.000/header.key");
    const auto beside = read("ru/containers/dbfun-pin/certificate.cer");
    EXPECT_EQ(header.value().keys.at(0).gostFingerprint, beside.value().certificates.at(0).gostFingerprint);
}
TEST_F(SharedData, containerKeyValidity_isRead) {
    const auto header = read("ru/containers/dbfun-cyrillic/obnokykb.000/header.key");
    EXPECT_TRUE(header.value().keys.at(0).notAfter);
}
TEST_F(SharedData, russianPemKey_matchesItsContainer) {
    needEngine();
    const auto key = read("ru/containers/dbfun-pin.expected.key.pem");
    const auto header = read("ru/containers/dbfun-pin/le-09650.000/header.key");
    EXPECT_EQ(key.value().keys.at(0).gostFingerprint, header.value().keys.at(0).gostFingerprint);
}
TEST_F(SharedData, cryptoproPfx_givesTheExpectedCertificate) {
    const auto pfx = read("ru/pfx/loadtestingru-pfx1_12345.pfx", {"12345"});
    const auto expected = read("ru/pfx/loadtestingru-pfx1_12345.expected.pem");
    EXPECT_EQ(pfx.value().certificates.at(0).sha256, expected.value().certificates.at(0).sha256);
}
TEST_F(SharedData, cryptoproPfx_countsItsKeyAsOpen) {
    EXPECT_FALSE(read("ru/pfx/loadtestingru-pfx1_12345.pfx", {"12345"}).value().keys.at(0).locked);
}
TEST_F(SharedData, cryptoproPfxKey_matchesItsCertificate) {
    needEngine();
    const auto result = read("ru/pfx/loadtestingru-pfx1_12345.pfx", {"12345"});
    EXPECT_EQ(result.value().keys.at(0).gostFingerprint, result.value().certificates.at(0).gostFingerprint);
}
TEST_F(SharedData, gostPfx_opensWithItsPassword) {
    needEngine();
    EXPECT_EQ(read("ru/pfx/r50.1.112-2016.pfx", {"Пароль для PFX"}).value().certificates.size(), 1U);
}
TEST_F(SharedData, rfc9548Pfx_givesItsCertificate) {
    EXPECT_EQ(read("ru/pfx/rfc9548-A2.pfx", {"Пароль для PFX"}).value().certificates.size(), 1U);
}
TEST_F(SharedData, rfc9548Pfx_matchesItsKey) {
    needEngine();
    const auto result = read("ru/pfx/rfc9548-A2.pfx", {"Пароль для PFX"});
    EXPECT_EQ(result.value().keys.at(0).spkiSha256, result.value().certificates.at(0).spkiSha256);
}

TEST(SystemCertificates_allOfThem, areRead) {
    const fs::path path = "/etc/ssl/certs/ca-certificates.crt";
    if (!fs::exists(path)) {
        GTEST_SKIP() << "the system's certificates are missing: " << path;
    }
    const std::string text = bytesOf(path);
    std::size_t blocks = 0;
    for (std::size_t at = text.find("-----BEGIN CERT"); at != std::string::npos;
         at = text.find("-----BEGIN CERT", at + 1)) {
        ++blocks;
    }
    EXPECT_EQ(readFile(text).value().certificates.size(), blocks);
}

} // namespace
} // namespace reseal::crypto
