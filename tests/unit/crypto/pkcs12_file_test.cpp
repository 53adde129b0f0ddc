// SPDX-License-Identifier: Apache-2.0
#include "reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace reseal::crypto {
namespace {

using test::MadeCertificate;
using test::makeCertificate;
using test::makePkcs12;
using test::Pkcs12Options;

class Pkcs12File : public ::testing::Test {
protected:
    static const MadeCertificate& made() {
        static const auto kMade = makeCertificate({});
        return kMade;
    }
    static const MadeCertificate& authority() {
        static const auto kMade = makeCertificate({.subject = {{"CN", "Authority"}}, .ca = true});
        return kMade;
    }
    static Bytes open() { return makePkcs12(made(), {.password = "secret", .encryptCertificates = false}); }
    static Bytes closed() { return makePkcs12(made(), {.password = "secret"}); }
    // The MAC value is followed by its salt (8 octets) and count (4): spoil its last octet.
    static Bytes withSpoiltMac(Bytes file) {
        file[file.size() - 15] ^= 1U;
        return file;
    }
};

TEST_F(Pkcs12File, openCertificate_needsNoPassword) {
    EXPECT_EQ(readFile(open()).value().certificates.at(0).der, made().der);
}
TEST_F(Pkcs12File, openCertificate_isNotLocked) { EXPECT_FALSE(readFile(open()).value().locked); }
TEST_F(Pkcs12File, openCertificateWithoutPassword_locksItsKey) {
    EXPECT_TRUE(readFile(open()).value().keys.at(0).locked);
}
TEST_F(Pkcs12File, openCertificateWithoutPassword_stillMatchesItsKey) {
    EXPECT_EQ(readFile(open()).value().keys.at(0).spkiSha256, spkiOf(made()));
}
TEST_F(Pkcs12File, openCertificateWithPassword_unlocksItsKey) {
    EXPECT_FALSE(readFile(open(), "a.p12", {"secret"}).value().keys.at(0).locked);
}
TEST_F(Pkcs12File, openCertificateWithWrongPassword_isStillRead) {
    EXPECT_EQ(readFile(open(), "a.p12", {"wrong"}).value().certificates.size(), 1U);
}
TEST_F(Pkcs12File, withoutPassword_isLocked) { EXPECT_TRUE(readFile(closed()).value().locked); }
TEST_F(Pkcs12File, withWrongPassword_isBadPassphrase) {
    EXPECT_EQ(reasonOf(readFile(closed(), "a.p12", {"wrong"})), "bad_passphrase");
}
TEST_F(Pkcs12File, withWrongPassword_isRefusedRatherThanDamaged) {
    EXPECT_EQ(readFile(closed(), "a.p12", {"wrong"}).error().category, Category::refused);
}
TEST_F(Pkcs12File, withSecondPassword_isRead) {
    EXPECT_EQ(readFile(closed(), "a.p12", {"wrong", "secret"}).value().certificates.size(), 1U);
}
TEST_F(Pkcs12File, withItsPassword_matchesItsKey) {
    EXPECT_EQ(readFile(closed(), "a.p12", {"secret"}).value().keys.at(0).spkiSha256, spkiOf(made()));
}
TEST_F(Pkcs12File, emptyPassword_isTriedUnasked) {
    EXPECT_EQ(readFile(makePkcs12(made(), {.password = ""})).value().certificates.size(), 1U);
}
TEST_F(Pkcs12File, emptyPassword_leavesKeyUnlocked) {
    EXPECT_FALSE(readFile(makePkcs12(made(), {.password = ""})).value().keys.at(0).locked);
}
TEST_F(Pkcs12File, cyrillicPassword_isRead) {
    EXPECT_EQ(readFile(makePkcs12(made(), {.password = "Пароль"}), "a.p12", {"Пароль"}).value().certificates.size(),
              1U);
}
TEST_F(Pkcs12File, legacyRc2_isRead) {
    const Bytes file = makePkcs12(made(), {.password = "Qwerty12", .legacyRc2 = true});
    EXPECT_EQ(readFile(file, "a.p12", {"Qwerty12"}).value().certificates.size(), 1U);
}
TEST_F(Pkcs12File, withoutMac_isRead) {
    const Bytes file = makePkcs12(made(), {.password = "secret", .mac = false});
    EXPECT_EQ(readFile(file, "a.p12", {"secret"}).value().certificates.size(), 1U);
}
TEST_F(Pkcs12File, withSpoiltMac_isBadPassphrase) {
    EXPECT_EQ(reasonOf(readFile(withSpoiltMac(closed()), "a.p12", {"secret"})), "bad_passphrase");
}
TEST_F(Pkcs12File, openCertificateWithSpoiltMac_locksItsKey) {
    EXPECT_TRUE(readFile(withSpoiltMac(open()), "a.p12", {"secret"}).value().keys.at(0).locked);
}
TEST_F(Pkcs12File, withoutKey_hasNone) {
    const Bytes file = makePkcs12(made(), {.password = "secret", .withKey = false});
    EXPECT_TRUE(readFile(file, "a.p12", {"secret"}).value().keys.empty());
}
TEST_F(Pkcs12File, chain_isRead) {
    const Bytes file = makePkcs12(made(), {.password = "secret", .chain = {authority().der}});
    EXPECT_EQ(readFile(file, "a.p12", {"secret"}).value().certificates.size(), 2U);
}
TEST_F(Pkcs12File, chain_leavesKeyToThePerson) {
    const Bytes file =
        makePkcs12(made(), {.password = "secret", .encryptCertificates = false, .chain = {authority().der}});
    EXPECT_EQ(readFile(file).value().keys.at(0).spkiSha256, spkiOf(made()));
}
TEST_F(Pkcs12File, damagedCertificateBesideAGoodOne_isCounted) {
    Bytes file = makePkcs12(
        made(), {.password = "secret", .encryptCertificates = false, .mac = false, .chain = {authority().der}});
    const auto at = std::search(file.begin(), file.end(), authority().der.begin(), authority().der.end());
    ASSERT_NE(at, file.end());
    at[4] = 0x04; // the SEQUENCE of what is signed
    const FileContents contents = readFile(file).value();
    EXPECT_EQ(std::pair(contents.certificates.size(), contents.damaged), std::pair(std::size_t{1}, std::size_t{1}));
}
TEST_F(Pkcs12File, damagedInside_isBadPkcs12) {
    Bytes file = closed();
    file[10] ^= 0xFFU; // inside the content type
    EXPECT_EQ(reasonOf(readFile(file, "a.p12", {"secret"})), "bad_pkcs12");
}
// Replaces the iteration count, the last INTEGER (02 02 04 00), by a longer one.
Bytes withIterations(Bytes file, const Bytes& count) {
    const std::size_t macData = file.size() - 0x43; // SEQUENCE of 0x41 octets: digest, salt, count
    const std::size_t growth = count.size() - 2;
    const std::size_t outer = (std::size_t{file.at(2)} << 8U) + file.at(3) + growth;
    file.at(2) = static_cast<std::uint8_t>(outer >> 8U);
    file.at(3) = static_cast<std::uint8_t>(outer);
    file.at(macData + 1) = static_cast<std::uint8_t>(0x41 + growth);
    file.at(file.size() - 3) = static_cast<std::uint8_t>(count.size());
    file.resize(file.size() - 2);
    file.insert(file.end(), count.begin(), count.end());
    return file;
}

TEST_F(Pkcs12File, itsOwnIterationsReplaced_isStillRead) {
    const Bytes same = withIterations(closed(), {0x04, 0x00});
    EXPECT_EQ(reasonOf(readFile(same, "a.p12", {"secret"})), "accepted");
}
TEST_F(Pkcs12File, billionMacIterations_areNotTried) { // trying them would take an hour
    const Bytes slow = withIterations(closed(), {0x7F, 0xFF, 0xFF, 0xFF});
    EXPECT_EQ(reasonOf(readFile(slow, "a.p12", {"secret"})), "bad_passphrase");
}

} // namespace
} // namespace reseal::crypto
