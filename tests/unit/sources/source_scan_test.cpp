// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/source_scan.hpp"

#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sys/stat.h>

namespace reseal::sources {
namespace {

class SourceScanTest : public testing::Test {
protected:
    // Scans the folder; what was read lies in `readings`, and counts as known from then on.
    ScanSummary scanFolder(const std::string& root) {
        readings.clear();
        ScanRequest request{root, excluded, known, false};
        const FileReader reader(*files, [this](const std::string&) {
            std::vector<Secret> passwords;
            if (!password.empty()) {
                passwords.emplace_back(password);
            }
            return passwords;
        });
        auto summary = scan(
            *files, reader, request,
            [this](std::span<const core::FileReading> batch) {
                readings.insert(readings.end(), batch.begin(), batch.end());
                return Status();
            },
            2);
        EXPECT_TRUE(summary);
        for (const core::FileReading& reading : readings) {
            known[reading.path] = reading.stamp;
        }
        return summary ? summary.value() : ScanSummary{};
    }
    ScanSummary scanFolder() { return scanFolder(folder.path()); }

    [[nodiscard]] const core::FileReading* readingOf(const std::string& path) const {
        const auto found = std::ranges::find(readings, path, &core::FileReading::path);
        return found == readings.end() ? nullptr : &*found;
    }

    std::string refusalOf(const std::string& path) {
        const core::FileReading* reading = readingOf(path);
        return reading == nullptr ? "(not read)" : reading->refusal ? reading->refusal->reason : "(not refused)";
    }

    test::TemporaryFolder folder;
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unordered_map<std::string, core::FileStamp> known;
    std::vector<std::string> excluded;
    std::vector<core::FileReading> readings;
    std::string password;
    test::MadeCertificate made = test::makeCertificate({});
};

TEST_F(SourceScanTest, PemWithCertificateAndKey_givesBoth) {
    const std::string path = folder.write("own.pem", made.pem + made.keyPem);
    scanFolder();
    ASSERT_NE(readingOf(path), nullptr);
    ASSERT_EQ(readingOf(path)->certificates.size(), 1U);
    ASSERT_EQ(readingOf(path)->keys.size(), 1U);
    EXPECT_EQ(readingOf(path)->keys[0].spkiSha256, readingOf(path)->certificates[0].certificate.spkiSha256);
}

TEST_F(SourceScanTest, UnchangedFile_isNotReadAgain) {
    folder.write("a.pem", made.pem);
    folder.write("sub/b.crt", made.der);
    EXPECT_EQ(scanFolder().read, 2U);
    EXPECT_EQ(scanFolder().read, 0U);
}

TEST_F(SourceScanTest, ChangedFile_aloneIsReadAgain) {
    folder.write("a.pem", made.pem);
    folder.write("b.pem", made.pem);
    scanFolder();
    folder.write("a.pem", made.pem + made.keyPem);
    EXPECT_EQ(scanFolder().read, 1U);
}

TEST_F(SourceScanTest, RemovedFile_isNamedAsGone) {
    const std::string path = folder.write("a.pem", made.pem);
    scanFolder();
    std::filesystem::remove(path);
    EXPECT_EQ(scanFolder().gone, std::vector<std::string>{path});
}

TEST_F(SourceScanTest, DocumentsWithOtherNames_areLeftAlone) {
    folder.write("holiday.jpg", "not a certificate");
    folder.write("letter.docx", made.pem);
    EXPECT_EQ(scanFolder().files, 0U);
}

TEST_F(SourceScanTest, FileWithoutExtension_thatHoldsNoCertificate_isNoRefusal) {
    const std::string path = folder.write("README", "plain text");
    scanFolder();
    EXPECT_EQ(refusalOf(path), "(not refused)");
}

TEST_F(SourceScanTest, FileWithoutExtension_thatHoldsACertificate_isFound) {
    const std::string path = folder.write("usercert", made.pem);
    scanFolder();
    ASSERT_NE(readingOf(path), nullptr);
    EXPECT_EQ(readingOf(path)->certificates.size(), 1U);
}

TEST_F(SourceScanTest, HostileFolder_refusesEachFileWithItsReasonAndFindsTheGoodOne) {
    const std::string good = folder.write("good.pem", made.pem);
    const std::string empty = folder.write("empty.pem", "");
    const std::string binary = folder.write("binary.der", Bytes(made.der.begin(), made.der.end() - 20));
    const std::string truncated = folder.write("cut.pem", made.pem.substr(0, made.pem.size() / 2));
    const std::string large = folder / "large.pem";
    folder.write("large.pem", "");
    std::filesystem::resize_file(large, std::uintmax_t{2} << 30); // sparse
    const std::string pipe = folder / "pipe.pem";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    std::filesystem::create_symlink(folder / "nowhere", folder / "broken.pem");
    std::filesystem::create_symlink(folder / "round.pem", folder / "round.pem");
    std::filesystem::create_directory_symlink(folder.path(), folder / "loop");
    scanFolder();
    EXPECT_EQ(readingOf(good)->certificates.size(), 1U);
    EXPECT_EQ(refusalOf(empty), "no_certificate_found");
    EXPECT_EQ(refusalOf(binary), "decode_failed");
    EXPECT_EQ(refusalOf(truncated), "bad_pem");
    EXPECT_EQ(refusalOf(large), "read_failed");
    EXPECT_EQ(refusalOf(pipe), "read_failed");
    EXPECT_EQ(refusalOf(folder / "broken.pem"), "broken_symlink");
    EXPECT_EQ(refusalOf(folder / "round.pem"), "broken_symlink");
    EXPECT_EQ(refusalOf(folder / "loop"), "walk_error");
}

TEST_F(SourceScanTest, RefusedFile_unchanged_isNotReadAgain) {
    folder.write("empty.pem", "");
    std::filesystem::create_symlink(folder / "nowhere", folder / "broken.pem");
    scanFolder();
    scanFolder();
    EXPECT_TRUE(readings.empty());
}

TEST_F(SourceScanTest, ExcludedFolder_isLeftOut) {
    folder.write("profile/own.pem", made.pem);
    excluded = {folder / "profile"};
    EXPECT_EQ(scanFolder().files, 0U);
}

TEST_F(SourceScanTest, HiddenFolder_isLeftOutUnlessChosen) {
    folder.write(".git/objects/ab", made.pem);
    EXPECT_EQ(scanFolder().files, 0U);
    EXPECT_EQ(scanFolder(folder / ".git").files, 1U);
}

TEST_F(SourceScanTest, LockedPkcs12_withoutPassword_isLockedAndWithPasswordOpen) {
    const std::string path = folder.write("own.p12", test::makePkcs12(made, {.password = "secret"}));
    scanFolder();
    EXPECT_TRUE(readingOf(path)->locked);
    EXPECT_EQ(refusalOf(path), "(not refused)");
    known.clear();
    password = "secret";
    scanFolder();
    EXPECT_FALSE(readingOf(path)->locked);
    EXPECT_EQ(readingOf(path)->certificates.size(), 1U);
    EXPECT_EQ(readingOf(path)->keys.size(), 1U);
}

TEST_F(SourceScanTest, LockedPkcs12_withWrongPassword_isRefused) {
    const std::string path = folder.write("own.p12", test::makePkcs12(made, {.password = "secret"}));
    password = "wrong";
    scanFolder();
    EXPECT_EQ(refusalOf(path), "bad_passphrase");
}

TEST_F(SourceScanTest, WrongPassword_onAFileReadableWithoutOne_costsNothing) {
    const std::string path = folder.write(
        "own.p12", test::makePkcs12(made, {.password = "secret", .encryptCertificates = false}));
    password = "wrong";
    scanFolder();
    EXPECT_EQ(readingOf(path)->certificates.size(), 1U);
}

TEST_F(SourceScanTest, CryptoProContainer_isReadByItsHeaderOnly) {
    folder.write("le-1.000/header.key", test::makeHeaderKey({.certificates = {made.der}}));
    folder.write("le-1.000/masks.key", "x");
    folder.write("le-1.000/primary.key", "x");
    EXPECT_EQ(scanFolder().files, 1U);
    ASSERT_EQ(readings.size(), 1U);
    EXPECT_EQ(readings[0].kind, core::FileKind::cryptopro);
    EXPECT_EQ(readings[0].certificates.size(), 1U);
}

TEST_F(SourceScanTest, MissingRoot_isAnErrorThatNamesTheReason) {
    const FileReader reader(*files, {});
    const auto summary = scan(
        *files, reader, {folder / "missing", {}, {}, false},
        [](std::span<const core::FileReading>) { return Status(); }, 1);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().reason, "not_found");
}

TEST_F(SourceScanTest, FailingSink_endsTheScanWithItsError) {
    folder.write("a.pem", made.pem);
    const FileReader reader(*files, {});
    const auto summary = scan(
        *files, reader, {folder.path(), {}, {}, false},
        [](std::span<const core::FileReading>) {
            return Error{Category::failed, "disk_full", ""};
        },
        1);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().reason, "disk_full");
}

} // namespace
} // namespace reseal::sources
