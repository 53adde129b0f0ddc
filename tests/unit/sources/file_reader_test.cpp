// SPDX-License-Identifier: Apache-2.0
// Passwords: what they open, and that it is told which of them fitted.
#include "agent/sources/file_reader.hpp"

#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::sources {
namespace {

class FileReaderTest : public testing::Test {
protected:
    core::FileReading read(const std::string& path, const std::vector<std::string>& passwords, bool wanted = true) {
        const FileReader reader(*files, [&](const std::string&) {
            std::vector<Secret> secrets;
            for (const std::string& password : passwords) {
                secrets.emplace_back(password);
            }
            return secrets;
        });
        return reader.read(path, wanted);
    }
    std::string locked(const std::string& name = "own.p12") {
        return folder.write(name, test::makePkcs12(made, {.password = "secret"}));
    }
    std::string halfOpen() { // its certificate is readable, its key is not
        return folder.write("half.p12", test::makePkcs12(made, {.password = "secret", .encryptCertificates = false}));
    }
    static std::string refusalOf(const core::FileReading& reading) {
        return reading.refusal ? reading.refusal->reason : "(not refused)";
    }

    test::TemporaryFolder folder;
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    test::MadeCertificate made = test::makeCertificate({});
};

TEST_F(FileReaderTest, LockedPkcs12_withoutPassword_isLockedAndNoPasswordIsToldOf) {
    const auto reading = read(locked(), {});
    EXPECT_TRUE(reading.locked);
    EXPECT_EQ(refusalOf(reading), "(not refused)");
    EXPECT_FALSE(reading.passwordFitted || reading.passwordRefused);
}

TEST_F(FileReaderTest, LockedPkcs12_withItsPassword_isOpen) {
    const auto reading = read(locked(), {"secret"});
    EXPECT_FALSE(reading.locked);
    EXPECT_EQ(reading.certificates.size(), 1U);
    EXPECT_EQ(reading.keys.size(), 1U);
    EXPECT_TRUE(reading.passwordFitted && reading.firstPasswordFitted);
    EXPECT_FALSE(reading.passwordRefused);
}

TEST_F(FileReaderTest, LockedPkcs12_withWrongPassword_isRefusedAndStillLocked) {
    const auto reading = read(locked(), {"wrong"});
    EXPECT_EQ(refusalOf(reading), "bad_passphrase");
    EXPECT_TRUE(reading.locked);
    EXPECT_EQ(reading.kind, core::FileKind::pkcs12);
    EXPECT_TRUE(reading.passwordRefused);
    EXPECT_FALSE(reading.passwordFitted);
}

TEST_F(FileReaderTest, LockedPkcs12WithoutATellingName_withWrongPassword_isRefusedAndStillLocked) {
    const auto reading = read(locked("own"), {"wrong"}, false);
    EXPECT_TRUE(reading.locked);
    EXPECT_EQ(refusalOf(reading), "bad_passphrase");
}

TEST_F(FileReaderTest, SecondPassword_thatFits_opensTheFileAndTheFirstIsNotSaidToFit) {
    const auto reading = read(locked(), {"wrong", "secret"});
    EXPECT_EQ(reading.certificates.size(), 1U);
    EXPECT_EQ(refusalOf(reading), "(not refused)");
    EXPECT_TRUE(reading.passwordFitted);
    EXPECT_FALSE(reading.firstPasswordFitted || reading.passwordRefused);
}

TEST_F(FileReaderTest, WrongPassword_onAFileReadableWithoutOne_costsNothingAndIsTold) {
    const auto reading = read(halfOpen(), {"wrong"});
    EXPECT_EQ(reading.certificates.size(), 1U);
    EXPECT_EQ(refusalOf(reading), "(not refused)");
    EXPECT_TRUE(reading.keys.at(0).locked);
    EXPECT_TRUE(reading.passwordRefused);
    EXPECT_FALSE(reading.passwordFitted);
}

TEST_F(FileReaderTest, RightPassword_onAFileReadableWithoutOne_fitsItsKey) {
    const auto reading = read(halfOpen(), {"secret"});
    EXPECT_FALSE(reading.keys.at(0).locked);
    EXPECT_TRUE(reading.firstPasswordFitted);
    EXPECT_FALSE(reading.passwordRefused);
}

TEST_F(FileReaderTest, EncryptedKeyInPem_tellsWhetherThePasswordFits) {
    const std::string path = folder.write("own.key", test::encryptedKeyPem(made, "secret"));
    EXPECT_TRUE(read(path, {"wrong"}).passwordRefused);
    EXPECT_TRUE(read(path, {"secret"}).passwordFitted);
}

TEST_F(FileReaderTest, TwoKeysOfTwoPasswords_areOpenedByBothTogether) {
    const auto other = test::makeCertificate({.subject = {{"CN", "Other"}}});
    const std::string path =
        folder.write("two.pem", test::encryptedKeyPem(made, "one") + test::encryptedKeyPem(other, "two"));
    const auto reading = read(path, {"two", "one"});
    ASSERT_EQ(reading.keys.size(), 2U);
    EXPECT_FALSE(reading.keys[0].locked || reading.keys[1].locked);
    EXPECT_TRUE(reading.firstPasswordFitted);
}

TEST_F(FileReaderTest, FileWithoutAnythingLocked_triesNoPassword) {
    const auto reading = read(folder.write("own.pem", made.pem + made.keyPem), {"secret"});
    EXPECT_FALSE(reading.passwordFitted || reading.passwordRefused);
}

} // namespace
} // namespace reseal::sources
