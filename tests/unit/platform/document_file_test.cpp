// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/document_file.hpp"

#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace reseal::platform {
namespace {

std::string contentOf(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t entries(const test::TemporaryFolder& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder.path()), {}));
}

TEST(NewDocument, committed_holdsWhatWasWrittenUnderItsName) {
    const test::TemporaryFolder folder;
    auto file = createDocument(folder / "new");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file.value()->write(asBytes("abcdef")));
    ASSERT_TRUE(file.value()->rewriteStart(asBytes("XY")));
    ASSERT_TRUE(file.value()->write(asBytes("gh")));
    EXPECT_FALSE(std::filesystem::exists(folder / "new"));
    ASSERT_TRUE(file.value()->commit());
    EXPECT_EQ(contentOf(folder / "new"), "XYcdefgh");
    file.value().reset();
    EXPECT_EQ(entries(folder), 1U);
}

TEST(NewDocument, begunAgain_forgetsWhatWasWritten) {
    const test::TemporaryFolder folder;
    auto file = createDocument(folder / "new");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file.value()->write(asBytes("long first")));
    ASSERT_TRUE(file.value()->startAgain());
    ASSERT_TRUE(file.value()->write(asBytes("second")));
    ASSERT_TRUE(file.value()->commit());
    EXPECT_EQ(contentOf(folder / "new"), "second");
}

TEST(NewDocument, notCommitted_leavesNothing) {
    const test::TemporaryFolder folder;
    {
        auto file = createDocument(folder / "new");
        ASSERT_TRUE(file);
        ASSERT_TRUE(file.value()->write(asBytes("abc")));
    }
    EXPECT_EQ(entries(folder), 0U);
}

// So nothing is left where the program is killed meanwhile.
TEST(NewDocument, whileItIsWritten_hasNoNameInTheFolder) {
    const test::TemporaryFolder folder;
    const int probe = ::open(folder.path().c_str(), O_TMPFILE | O_RDWR, 0600);
    if (probe < 0) {
        GTEST_SKIP() << "this file system has no nameless files";
    }
    ::close(probe);
    auto file = createDocument(folder / "new");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file.value()->write(asBytes("abc")));
    EXPECT_EQ(entries(folder), 0U);
    auto again = file.value()->reopen();
    ASSERT_TRUE(again);
    Bytes piece(8);
    EXPECT_EQ(again.value()->read(piece).value(), 3U);
}

TEST(NewDocument, whoseNameIsTakenBefore_isRefused) {
    const test::TemporaryFolder folder;
    folder.write("new", "old");
    const auto file = createDocument(folder / "new");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().reason, "file_exists");
}

TEST(NewDocument, whoseNameIsTakenMeanwhile_leavesTheOtherFileAlone) {
    const test::TemporaryFolder folder;
    auto file = createDocument(folder / "new");
    ASSERT_TRUE(file);
    ASSERT_TRUE(file.value()->write(asBytes("mine")));
    folder.write("new", "theirs");
    const Status committed = file.value()->commit();
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().reason, "file_exists");
    file.value().reset();
    EXPECT_EQ(contentOf(folder / "new"), "theirs");
    EXPECT_EQ(entries(folder), 1U);
}

TEST(Document, isReadInPiecesAndKnowsItsSize) {
    const test::TemporaryFolder folder;
    auto file = openDocument(folder.write("old", "abcdef"));
    ASSERT_TRUE(file);
    EXPECT_EQ(file.value()->size(), 6U);
    Bytes four(4);
    EXPECT_EQ(file.value()->read(four).value(), 4U);
    EXPECT_EQ(file.value()->read(four).value(), 2U);
    EXPECT_EQ(file.value()->read(four).value(), 0U);
}

TEST(Document, thatIsAFolderOrMissing_isRefused) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(openDocument(folder.path()).error().reason, "read_failed");
    EXPECT_EQ(openDocument(folder / "none").error().reason, "not_found");
}

} // namespace
} // namespace reseal::platform
