// SPDX-License-Identifier: Apache-2.0
// The log on disk: it rolls at the size it says, keeps two older files, and the newest lines are what the help desk
// gets.
#include "agent/app/log_file.hpp"

#include "agent/base/log.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace reseal::app {
namespace {

constexpr std::size_t kFileBytes = std::size_t{512} * 1024;
constexpr int kLines = 30'000; // of over 100 bytes each: more than five files full

class LogFileTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder / "profile");
        startLogFile(folder / "profile");
    }
    void TearDown() override { setLogSink(nullptr); }

    static std::string line(int number) { return "line " + std::to_string(number) + std::string(80, '.'); }

    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(folder / ("profile/logs/" + name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "profile/logs")) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

    test::TemporaryFolder folder;
};

TEST_F(LogFileTest, Lines_ofManyFiles_rollAtTheSizeSetAndKeepTwoOlderFiles) {
    for (int number = 0; number < kLines; ++number) {
        log(LogLevel::info, line(number));
    }
    EXPECT_EQ(files(), (std::set<std::string>{"reseal.log", "reseal.1.log", "reseal.2.log"}));
    for (const std::string& name : files()) {
        EXPECT_LE(read(name).size(), kFileBytes) << name;
    }
    EXPECT_GT(read("reseal.1.log").size(), kFileBytes - 200); // rolled because it was full, not before
    EXPECT_NE(read("reseal.log").find(line(kLines - 1)), std::string::npos);
    EXPECT_EQ(read("reseal.2.log").find(line(0)), std::string::npos);
}

TEST_F(LogFileTest, NextStart_goesOnInTheSameFile) {
    log(LogLevel::warning, "before");
    startLogFile(folder / "profile");
    log(LogLevel::error, "after");
    const std::string text = read("reseal.log");
    EXPECT_LT(text.find("W before"), text.find("E after")) << text;
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(LogFileTest, RecentLog_overTheEndOfAFile_endsWithTheNewestAndIsNoLongerThanAsked) {
    for (int number = 0; number < kLines; ++number) {
        log(LogLevel::info, line(number));
    }
    const std::string recent = recentLog(folder / "profile", 600'000);
    EXPECT_EQ(recent.size(), 600'000U);
    EXPECT_TRUE(recent.ends_with(line(kLines - 1) + "\n"));
    EXPECT_LT(recent.find(line(kLines - 3000)), recent.find(line(kLines - 2)));
}

TEST_F(LogFileTest, FolderThatCannotBeMade_lines_goNowhereAndNothingFails) {
    folder.write("occupied", "a file where the profile would be");
    startLogFile(folder / "occupied");
    log(LogLevel::info, "nowhere");
    EXPECT_EQ(recentLog(folder / "occupied", 1000), "");
}

} // namespace
} // namespace reseal::app
