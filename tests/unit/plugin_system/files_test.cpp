// SPDX-License-Identifier: Apache-2.0
// Files as plugins write them. That a file reaches its medium is not seen from here.
#include "system/files.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>

namespace reseal::system {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

std::string contentOf(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(CreatedFile, isThereWhole) {
    const TemporaryFolder folder;
    const std::string content("a\0b", 3);
    EXPECT_FALSE(createFile(folder / "new", content, Readers::asUsual));
    EXPECT_EQ(contentOf(folder / "new"), content);
}
TEST(CreatedFile, overAnother_leavesThatAsItIs) {
    const TemporaryFolder folder;
    const auto problem = createFile(folder.write("old", "old"), "new", Readers::person);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->code, std::errc::file_exists);
    EXPECT_EQ(contentOf(folder / "old"), "old");
}
TEST(CreatedFile, whereALinkPointsToNothing_isNotMade) {
    const TemporaryFolder folder;
    fs::create_symlink(folder / "elsewhere", folder / "link");
    EXPECT_TRUE(createFile(folder / "link", "new", Readers::person));
    EXPECT_FALSE(fs::exists(folder / "elsewhere"));
}
TEST(CreatedFile, inAFolderThatIsNotThere_saysWhy) {
    const TemporaryFolder folder;
    const auto problem = createFile(folder / "no/new", "new", Readers::person);
    ASSERT_TRUE(problem);
    EXPECT_STREQ(problem->what, "cannot create a file");
    EXPECT_EQ(problem->code, std::errc::no_such_file_or_directory);
}
TEST(CreatedFile, ofThePersonAlone_isReadByNobodyElse) {
    const TemporaryFolder folder;
    ASSERT_FALSE(createFile(folder / "new", "secret", Readers::person));
    EXPECT_EQ(fs::status(folder / "new").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}
TEST(CreatedFile, asUsual_hasTheRightsOfEveryOtherNewFile) {
    const TemporaryFolder folder;
    ASSERT_FALSE(createFile(folder / "new", "text", Readers::asUsual));
    EXPECT_EQ(fs::status(folder / "new").permissions(), fs::status(folder.write("other", "text")).permissions());
}

TEST(OpenedFile, isReadFromItsStart) {
    const TemporaryFolder folder;
    const File file = openToRead(folder.write("a", "text"));
    ASSERT_TRUE(file);
    std::array<char, 8> space{};
    EXPECT_EQ(std::string(space.data(), std::fread(space.data(), 1, space.size(), file.get())), "text");
}
TEST(OpenedFile, thatIsNotThere_isNone) {
    const TemporaryFolder folder;
    EXPECT_FALSE(openToRead(folder / "a"));
}

TEST(NewName, thatIsFree_isTaken) {
    const TemporaryFolder folder;
    EXPECT_EQ(renameNew(folder.write("a", "text"), folder / "b"), Renamed::done);
    EXPECT_EQ(contentOf(folder / "b"), "text");
    EXPECT_FALSE(fs::exists(folder / "a"));
}
TEST(NewName, ofAnotherFile_leavesBoth) {
    const TemporaryFolder folder;
    EXPECT_EQ(renameNew(folder.write("a", "one"), folder.write("b", "other")), Renamed::otherThere);
    EXPECT_EQ(contentOf(folder / "a"), "one");
    EXPECT_EQ(contentOf(folder / "b"), "other");
}
TEST(NewName, ofAFolder_isNotThatOfAnEmptyOne) { // which a plain rename replaces
    const TemporaryFolder folder;
    folder.write("a/file", "text");
    fs::create_directory(folder / "b");
    EXPECT_EQ(renameNew(folder / "a", folder / "b"), Renamed::otherThere);
    EXPECT_TRUE(fs::exists(folder / "a/file"));
}
TEST(NewName, ofNothing_cannotBeGiven) {
    const TemporaryFolder folder;
    EXPECT_EQ(renameNew(folder / "a", folder / "b"), Renamed::notAble);
}

TEST(ExchangedFolders, haveEachOthersContent) {
    const TemporaryFolder folder;
    folder.write("a/file", "one");
    folder.write("b/file", "other");
    EXPECT_TRUE(exchange(folder / "a", folder / "b"));
    EXPECT_EQ(contentOf(folder / "a/file"), "other");
    EXPECT_EQ(contentOf(folder / "b/file"), "one");
}
TEST(ExchangedFolders, ofWhichOneIsMissing_stay) {
    const TemporaryFolder folder;
    folder.write("a/file", "one");
    EXPECT_FALSE(exchange(folder / "a", folder / "b"));
    EXPECT_TRUE(fs::exists(folder / "a/file"));
}

TEST(Rights, ofOnesOwnFolder_areAll) {
    const TemporaryFolder folder;
    EXPECT_TRUE(mayWrite(folder.path()));
    EXPECT_TRUE(mayRead(folder.write("a", "text")));
}
TEST(Rights, ofWhatIsNotThere_areNone) {
    const TemporaryFolder folder;
    EXPECT_FALSE(mayWrite(folder / "no"));
    EXPECT_FALSE(mayRead(folder / "no"));
}

} // namespace
} // namespace reseal::system
