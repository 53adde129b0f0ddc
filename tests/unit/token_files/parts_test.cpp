// SPDX-License-Identifier: Apache-2.0
// Parts of token_files by themselves: a card that answers what it likes, lists of folders, files that are there.
#include "plugins/token_files/src/folder.hpp"
#include "plugins/token_files/src/pcsc/memory_card.hpp"
#include "plugins/token_files/src/places.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace token_files {
namespace {

using reseal::test::TemporaryFolder;

class ScriptedCard : public Channel {
public:
    explicit ScriptedCard(std::deque<Bytes> answers) : answers_(std::move(answers)) {}
    Bytes exchange(const Bytes& command) override {
        commands.push_back(command);
        if (answers_.empty()) {
            return {0x6F, 0x00};
        }
        Bytes next = answers_.front();
        answers_.pop_front();
        return next;
    }
    std::vector<Bytes> commands;

private:
    std::deque<Bytes> answers_;
};

reseal_status statusOfVerify(std::deque<Bytes> answers, std::size_t& verifies) {
    ScriptedCard channel(std::move(answers));
    MemoryCard card(channel, CardModel::rutokenLite);
    reseal_status status = RESEAL_OK;
    try {
        card.verify("12345678", false);
    } catch (const reseal::sdk::Failure& failure) {
        status = failure.status();
    }
    verifies = static_cast<std::size_t>(
        std::count_if(channel.commands.begin(), channel.commands.end(),
                      [](const Bytes& command) { return command.size() > 5 && command[1] == 0x20; }));
    return status;
}

TEST(Verify, ofACardThatDoesNotSayItsTries_isNotRisked) {
    std::size_t verifies = 0;
    EXPECT_EQ(statusOfVerify({{0x90, 0x00}, {0x6D, 0x00}}, verifies), RESEAL_E_PIN_LAST_TRY);
    EXPECT_EQ(verifies, 0U);
}
TEST(Verify, thatTheCardWantsRepeated_isNot) { // 6Cxx and 61xx make other commands go again
    std::size_t verifies = 0;
    EXPECT_NE(statusOfVerify({{0x90, 0x00}, {0x63, 0xC5}, {0x6C, 0x08}, {0x90, 0x00}}, verifies), RESEAL_OK);
    EXPECT_EQ(verifies, 1U);
}
TEST(CardFile, longerThanItSays_isEmpty) {
    ScriptedCard channel(
        {{0x62, 0x04, 0x80, 0x02, 0x00, 0x04, 0x90, 0x00}, {0x30, 0x02, 0x05, 0x00, 0x01, 0x90, 0x00}});
    EXPECT_TRUE(MemoryCard(channel, CardModel::rutokenLite).read(10, MemoryCard::name).empty());
}
TEST(CardFile, comingForEver_ends) {
    std::deque<Bytes> answers(1000, Bytes{0x61, 0x10});
    ScriptedCard channel(answers);
    EXPECT_THROW(MemoryCard(channel, CardModel::rutokenS).read(10, MemoryCard::name), reseal::sdk::Failure);
}
TEST(CardFile, sizeOfRutokenS_isLittleEndian) {
    EXPECT_EQ(fileSize({0x80, 0x02, 0x34, 0x12}, CardModel::rutokenS), 0x1234U);
    EXPECT_EQ(fileSize({0x62, 0x04, 0x80, 0x02, 0x12, 0x34}, CardModel::rutokenLite), 0x1234U);
}
TEST(CardFile, padding_isCutOff) { EXPECT_EQ(withoutPadding({0x30, 0x01, 0x05, 0xFF, 0xFF}).size(), 3U); }

TEST(Folders, list_isTakenApart) {
    EXPECT_EQ(listedFolders(" /a b ;/c\r\n\n;/d"), (std::vector<std::string>{"/a b", "/c", "/d"}));
}
TEST(Folders, sameTwice_isOnePlace) {
    const TemporaryFolder folder;
    EXPECT_EQ(placesOf(folder.path() + ";" + folder.path() + "/.", false).size(), 1U);
}

TEST(NewFile, overAnother_isNotWritten) {
    const TemporaryFolder folder;
    const fs::path path = fs::path(folder.path()) / "a";
    ASSERT_TRUE(writeNew(path, reseal::asBytes("old")));
    EXPECT_FALSE(writeNew(path, reseal::asBytes("new")));
    EXPECT_EQ(readFile(path)->size(), 3U);
}
TEST(ReplacedFile, thatDoesNotProve_leavesTheOldOne) {
    const TemporaryFolder folder;
    const fs::path path = fs::path(folder.path()) / "a";
    ASSERT_TRUE(writeNew(path, reseal::asBytes("old")));
    EXPECT_THROW(
        replaceFile(path, reseal::asBytes("new!"), [](const reseal::Bytes&) { throw std::runtime_error("no"); }),
        std::runtime_error);
    EXPECT_EQ(readFile(path)->size(), 3U);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

} // namespace
} // namespace token_files
