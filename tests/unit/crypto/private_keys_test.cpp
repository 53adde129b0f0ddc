// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::encryptedKeyPem;
using test::KeyKind;
using test::MadeCertificate;
using test::makeCertificate;
using test::traditionalKeyPem;

class PrivateKeys : public ::testing::Test {
protected:
    static const MadeCertificate& made() {
        static const auto kMade = makeCertificate({});
        return kMade;
    }
    static const MadeCertificate& rsa() {
        static const auto kMade = makeCertificate({.key = KeyKind::rsa2048});
        return kMade;
    }
    static FileKey onlyKey(const Result<FileContents>& result) { return result.value().keys.at(0); }
};

TEST_F(PrivateKeys, pkcs8Pem_matchesItsCertificate) {
    EXPECT_EQ(onlyKey(readFile(made().keyPem)).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, pkcs8Der_matchesItsCertificate) {
    EXPECT_EQ(onlyKey(readFile(made().keyPkcs8)).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, rsa_matchesItsCertificate) { EXPECT_EQ(onlyKey(readFile(rsa().keyPem)).spkiSha256, spkiOf(rsa())); }
TEST_F(PrivateKeys, ed25519_matchesItsCertificate) {
    const auto ed = makeCertificate({.key = KeyKind::ed25519});
    EXPECT_EQ(onlyKey(readFile(ed.keyPem)).spkiSha256, spkiOf(ed));
}
TEST_F(PrivateKeys, traditionalRsa_matchesItsCertificate) {
    EXPECT_EQ(onlyKey(readFile(traditionalKeyPem(rsa()))).spkiSha256, spkiOf(rsa()));
}
TEST_F(PrivateKeys, traditionalEc_matchesItsCertificate) {
    EXPECT_EQ(onlyKey(readFile(traditionalKeyPem(made()))).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, keyBesideAnotherCertificate_keepsItsOwnHash) {
    EXPECT_EQ(onlyKey(readFile(rsa().pem + made().keyPem)).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, unencrypted_isNotLocked) { EXPECT_FALSE(onlyKey(readFile(made().keyPem)).locked); }
TEST_F(PrivateKeys, encryptedWithoutPassword_isLocked) {
    EXPECT_TRUE(onlyKey(readFile(encryptedKeyPem(made(), "secret"))).locked);
}
TEST_F(PrivateKeys, encryptedAlone_tellsNoPublicKey) {
    EXPECT_EQ(onlyKey(readFile(encryptedKeyPem(made(), "secret"))).spkiSha256, Sha256{});
}
TEST_F(PrivateKeys, encryptedWithWrongPassword_isLocked) {
    EXPECT_TRUE(onlyKey(readFile(encryptedKeyPem(made(), "secret"), "a.pem", {"wrong"})).locked);
}
TEST_F(PrivateKeys, encryptedWithItsPassword_matchesItsCertificate) {
    const auto result = readFile(encryptedKeyPem(made(), "secret"), "a.pem", {"wrong", "secret"});
    EXPECT_EQ(onlyKey(result).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, encryptedBesideCertificates_isTakenForTheFirst) {
    const auto result = readFile(encryptedKeyPem(made(), "secret") + made().pem + rsa().pem);
    EXPECT_EQ(onlyKey(result).spkiSha256, spkiOf(made()));
}
TEST_F(PrivateKeys, dekInfoWithoutPassword_isLocked) {
    EXPECT_TRUE(onlyKey(readFile(traditionalKeyPem(rsa(), "secret"))).locked);
}
TEST_F(PrivateKeys, dekInfoWithItsPassword_matchesItsCertificate) {
    EXPECT_EQ(onlyKey(readFile(traditionalKeyPem(rsa(), "secret"), "a.pem", {"secret"})).spkiSha256, spkiOf(rsa()));
}
TEST_F(PrivateKeys, unknownAlgorithm_isStillAKey) {
    const Bytes key = test::derElement(
        0x30, test::joined({{0x02, 0x01, 0x00}, {0x30, 0x04, 0x06, 0x02, 0x88, 0x37}, {0x04, 0x01, 0x05}}));
    EXPECT_EQ(readFile(test::toPem("PRIVATE KEY", key)).value().keys.size(), 1U);
}
TEST_F(PrivateKeys, billionIterations_areNotTried) {
    const Bytes parameters = test::derElement(
        0x30, test::joined({{0x04, 0x08, 1, 2, 3, 4, 5, 6, 7, 8}, {0x02, 0x04, 0x7F, 0xFF, 0xFF, 0xFF}}));
    const Bytes pbe = {0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x03};
    const Bytes key = test::derElement(0x30, test::joined({test::derElement(0x30, test::joined({pbe, parameters})),
                                                           {0x04, 0x08, 0, 0, 0, 0, 0, 0, 0, 0}}));
    EXPECT_TRUE(onlyKey(readFile(key, "a.key", {"x"})).locked);
}

} // namespace
} // namespace reseal::crypto
