// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/package_files.hpp"

#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

namespace fs = std::filesystem;
using test::kModule;
using test::manifestText;

class PackageFiles : public ::testing::Test {
protected:
    PackageFiles() { test::writePlugin(folder.path(), manifestText(), nullptr); }

    std::string outcome(const std::map<std::string, std::string>& fields = {}) {
        const auto manifest = readManifest(asBytes(manifestText(fields)));
        const auto verified = verifyFiles(folder.path(), manifest.value());
        return verified ? verified.value().path : verified.error().reason + " " + verified.error().subject;
    }

    test::TemporaryFolder folder;
};

TEST_F(PackageFiles, asSigned_giveTheModulesPathAndHash) {
    EXPECT_EQ(outcome(), folder / "file.so");
    const auto verified = verifyFiles(folder.path(), readManifest(asBytes(manifestText())).value());
    EXPECT_EQ(toHex(verified.value().sha256), test::sha256Hex(kModule));
}

TEST_F(PackageFiles, changedOrMissing_areRefusedByName) {
    folder.write("file.so", std::string(kModule) + "x");
    EXPECT_EQ(outcome(), "file_changed file.so");
    fs::remove(folder / "file.so");
    EXPECT_EQ(outcome(), "file_missing file.so");
    fs::create_directory(folder / "file.so");
    EXPECT_EQ(outcome(), "not_a_file file.so");
}

TEST_F(PackageFiles, inFoldersBelow_areFound_butNotThroughLinks) {
    const std::map<std::string, std::string> fields{
        {"files",
         R"({"file.so": ")" + test::sha256Hex(kModule) + R"(", "data/a.txt": ")" + test::sha256Hex("a") + R"("})"}};
    folder.write("data/a.txt", "a");
    EXPECT_EQ(outcome(fields), folder / "file.so");
    const test::TemporaryFolder elsewhere;
    elsewhere.write("a.txt", "a");
    fs::remove_all(folder / "data");
    fs::create_directory_symlink(elsewhere.path(), folder / "data");
    EXPECT_EQ(outcome(fields), "link_refused data/a.txt");
    fs::remove(folder / "data");
    fs::create_directory(folder / "data");
    fs::create_symlink(elsewhere / "a.txt", folder / "data/a.txt");
    EXPECT_EQ(outcome(fields), "link_refused data/a.txt");
}

TEST_F(PackageFiles, thatOthersMayWrite_areRefused) {
    fs::permissions(folder / "file.so", fs::perms::others_write, fs::perm_options::add);
    EXPECT_EQ(outcome(), "file_writable file.so");
    fs::permissions(folder / "file.so", fs::perms::others_write, fs::perm_options::remove);
    fs::permissions(folder.path(), fs::perms::others_write, fs::perm_options::add);
    EXPECT_EQ(outcome(), "file_writable " + folder.path());
    EXPECT_TRUE(verifyFiles(folder.path(), readManifest(asBytes(manifestText())).value(), Writers::any));
}

TEST(Guard, ofAGroup_countsOnlyForWhatBelongsToRoot) {
    EXPECT_TRUE(isGuarded({.ownedByRoot = true}));
    EXPECT_TRUE(isGuarded({.ownedByUser = true, .groupWrites = true})); // a person's own group, with umask 002
    EXPECT_FALSE(isGuarded({.ownedByRoot = true, .groupWrites = true}));
    EXPECT_FALSE(isGuarded({.ownedByUser = true, .othersWrite = true}));
}

TEST(GuardedFile, neverOpensAPipeOrALinkOrAPathUpwards) {
    const test::TemporaryFolder folder;
    folder.write("a/file", "content");
    fs::create_symlink(folder / "a/file", folder / "a/link");
    const auto reason = [&](const char* name) {
        const auto opened = platform::openGuarded(folder / "a", name);
        return opened ? std::string("opened") : opened.error().reason;
    };
    EXPECT_EQ(reason("file"), "opened");
    EXPECT_EQ(reason("link"), "link_refused");
    EXPECT_EQ(reason("../a/file"), "not_a_file");
    EXPECT_EQ(reason("."), "not_a_file");
    EXPECT_EQ(reason("/file"), "not_a_file");
    EXPECT_EQ(reason("none"), "not_found");
    EXPECT_EQ(reason("file/below"), "not_found");
    EXPECT_EQ(platform::openGuarded("/dev", "null").error().reason, "not_a_file");
}

TEST(GuardedFile, largerThanTheCap_isRefused) {
    const test::TemporaryFolder folder;
    folder.write("file", std::string(100'000, 'a'));
    auto file = platform::openGuarded(folder.path(), "file");
    EXPECT_EQ(platform::readGuarded(*file.value(), 99'999).error().reason, "too_large");
    file = platform::openGuarded(folder.path(), "file");
    EXPECT_EQ(platform::readGuarded(*file.value(), 100'000).value().size(), 100'000U);
}

TEST(ReplaceFolder, putsTheNewOneInPlace_andLeavesNothingBehind) {
    const test::TemporaryFolder folder;
    folder.write("fresh/a", "1");
    ASSERT_TRUE(platform::replaceFolder(folder / "fresh", folder / "place"));
    EXPECT_TRUE(fs::exists(folder / "place/a"));
    folder.write("fresh/b", "2");
    ASSERT_TRUE(platform::replaceFolder(folder / "fresh", folder / "place"));
    EXPECT_FALSE(fs::exists(folder / "place/a"));
    EXPECT_TRUE(fs::exists(folder / "place/b"));
    EXPECT_FALSE(fs::exists(folder / "fresh"));
    EXPECT_FALSE(platform::replaceFolder(folder / "none", folder / "place"));
    EXPECT_TRUE(fs::exists(folder / "place/b"));
}

} // namespace
} // namespace reseal::plugins
