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
        ScanRequest request{root, excluded, known, again};
        const FileReader reader(*files, {});
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

    Error errorOf(const std::string& root) {
        const FileReader reader(*files, {});
        const auto summary = scan(
            *files, reader, {root, excluded, {}}, [](std::span<const core::FileReading>) { return Status(); }, 1);
        return summary ? Error{Category::failed, "(none)", ""} : summary.error();
    }

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
    std::unordered_set<std::string> again;
    std::vector<core::FileReading> readings;
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

TEST_F(SourceScanTest, FileReplacedByAPipe_isRefusedAnewAndThenLeftAlone) {
    const std::string path = folder.write("a.pem", made.pem);
    scanFolder();
    std::filesystem::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_TRUE(scanFolder().gone.empty());
    EXPECT_EQ(refusalOf(path), "read_failed");
    scanFolder();
    EXPECT_TRUE(readings.empty());
}

TEST_F(SourceScanTest, FileReplacedByABrokenLink_isRefusedAnew) {
    const std::string path = folder.write("a.pem", made.pem);
    scanFolder();
    std::filesystem::remove(path);
    std::filesystem::create_symlink(folder / "nowhere", path);
    scanFolder();
    EXPECT_EQ(refusalOf(path), "broken_symlink");
}

TEST_F(SourceScanTest, UnchangedFile_namedToBeReadAgain_aloneIsRead) {
    const std::string path = folder.write("a.pem", made.pem);
    folder.write("b.pem", made.pem);
    scanFolder();
    again = {path};
    EXPECT_EQ(scanFolder().read, 1U);
    EXPECT_NE(readingOf(path), nullptr);
}

TEST_F(SourceScanTest, DamagedCertificateInABundle_isToldBesideTheGoodOnes) {
    const std::string path = folder.write("ca.pem", made.pem + test::toPem("CERTIFICATE", Bytes(40, 0x55)) + made.pem);
    scanFolder();
    EXPECT_EQ(readingOf(path)->certificates.size(), 2U);
    ASSERT_TRUE(readingOf(path)->refusal);
    EXPECT_EQ(readingOf(path)->refusal->reason, "decode_failed");
    EXPECT_EQ(readingOf(path)->refusal->detail,
              "some of the certificates in the file are damaged; the others were read");
}

TEST_F(SourceScanTest, DamagedCertificateBesideAKey_isTold) {
    const std::string path = folder.write("own.pem", made.keyPem + test::toPem("CERTIFICATE", Bytes(40, 0x55)));
    scanFolder();
    EXPECT_EQ(readingOf(path)->keys.size(), 1U);
    ASSERT_TRUE(readingOf(path)->refusal);
    EXPECT_EQ(readingOf(path)->refusal->detail, "the certificate in the file is damaged; the key beside it was read");
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

TEST_F(SourceScanTest, ExcludedFolder_reachedByALinkOrAnotherSpelling_isLeftOut) {
    folder.write("profile/own.pem", made.pem);
    folder.write("places/good.pem", made.pem);
    std::filesystem::create_directory_symlink(folder / "profile", folder / "places/link");
    excluded = {folder / "places/../profile/."};
    EXPECT_EQ(scanFolder().files, 1U);
    EXPECT_EQ(scanFolder(folder / "places").files, 1U);
}

TEST_F(SourceScanTest, ExcludedFolder_itsFilesReachedByALinkOrASecondName_areLeftOut) {
    const std::string own = folder.write("profile/logs/own.pem", made.pem);
    folder.write("places/good.pem", made.pem);
    std::filesystem::create_symlink(own, folder / "places/link.pem");
    std::filesystem::create_hard_link(own, folder / "places/second.pem");
    excluded = {folder / "profile"};
    EXPECT_EQ(scanFolder(folder / "places").files, 1U);
    EXPECT_EQ(errorOf(folder / "places/link.pem").reason, "walk_error");
}

TEST_F(SourceScanTest, ExcludedFolder_asTheRootOrAboveIt_isRefused) {
    const std::string own = folder.write("profile/logs/own.pem", made.pem);
    std::filesystem::create_directory_symlink(folder / "profile", folder / "link");
    excluded = {folder / "profile"};
    for (const std::string& root : {folder / "profile", folder / "link", folder / "profile/logs", own,
                                    folder / "link/logs/own.pem", folder / "profile/./logs/../logs/own.pem"}) {
        EXPECT_EQ(errorOf(root).reason, "walk_error") << root;
        EXPECT_EQ(errorOf(root).detail, "this is Reseal's own folder; it is left out") << root;
    }
}

TEST_F(SourceScanTest, ExcludedFolder_thatIsNotThere_excludesNothing) {
    folder.write("good.pem", made.pem);
    excluded = {folder / "missing"};
    EXPECT_EQ(scanFolder().files, 1U);
}

TEST_F(SourceScanTest, HiddenFolder_isLeftOutUnlessChosen) {
    folder.write(".git/objects/ab", made.pem);
    EXPECT_EQ(scanFolder().files, 0U);
    EXPECT_EQ(scanFolder(folder / ".git").files, 1U);
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
        *files, reader, {folder / "missing", {}, {}}, [](std::span<const core::FileReading>) { return Status(); }, 1);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().reason, "not_found");
}

TEST_F(SourceScanTest, FailingSink_endsTheScanWithItsError) {
    folder.write("a.pem", made.pem);
    const FileReader reader(*files, {});
    const auto summary = scan(
        *files, reader, {folder.path(), {}, {}},
        [](std::span<const core::FileReading>) {
            return Error{Category::failed, "disk_full", ""};
        },
        1);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().reason, "disk_full");
}

} // namespace
} // namespace reseal::sources
