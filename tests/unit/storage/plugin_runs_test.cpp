// SPDX-License-Identifier: Apache-2.0
// Starts and ends of plugins' processes outlive the program that noted them.
#include "storage/sqlite_plugin_runs.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using core::RunEnd;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

class PluginRunsTest : public testing::Test {
protected:
    void SetUp() override { reopen(); }
    void reopen() {
        runs_.reset();
        auto opened = openSqlitePluginRuns(folder_.path());
        ASSERT_TRUE(opened.ok());
        runs_ = std::move(opened).value();
    }
    void run(const std::string& plugin, TimePoint ended, RunEnd end) {
        ASSERT_TRUE(runs_->noteEnd(runs_->noteStart(plugin, ended - minutes(1)).value(), ended, end).ok());
    }

    TemporaryFolder folder_;
    std::unique_ptr<core::PluginRuns> runs_;
};

TEST_F(PluginRunsTest, OpenRun_isNamedAfterARestart) {
    ASSERT_TRUE(runs_->noteStart("file", kStart).ok());
    reopen();
    EXPECT_THAT(runs_->closeOpen(kStart).value(), ElementsAre("file"));
}
TEST_F(PluginRunsTest, OpenRun_isNamedOnce) {
    ASSERT_TRUE(runs_->noteStart("file", kStart).ok());
    ASSERT_TRUE(runs_->closeOpen(kStart).ok());
    EXPECT_THAT(runs_->closeOpen(kStart).value(), IsEmpty());
}
TEST_F(PluginRunsTest, AbnormalEnds_areCrashesAndHangs) {
    run("file", kStart, RunEnd::crashed);
    run("file", kStart + minutes(1), RunEnd::left);
    run("file", kStart + minutes(2), RunEnd::hung);
    run("file", kStart + minutes(3), RunEnd::refused);
    EXPECT_THAT(runs_->abnormalEnds("file", kStart).value(), ElementsAre(kStart, kStart + minutes(2)));
}
TEST_F(PluginRunsTest, AbnormalEnds_areOfThatPluginOnly) {
    run("other", kStart, RunEnd::crashed);
    EXPECT_THAT(runs_->abnormalEnds("file", kStart).value(), IsEmpty());
}
TEST_F(PluginRunsTest, AbnormalEnds_beforeTheInstant_doNotCount) {
    run("file", kStart, RunEnd::crashed);
    EXPECT_THAT(runs_->abnormalEnds("file", kStart + minutes(1)).value(), IsEmpty());
}
TEST_F(PluginRunsTest, Forgiven_endsNoLongerCount) {
    run("file", kStart, RunEnd::crashed);
    ASSERT_TRUE(runs_->forgive("file").ok());
    EXPECT_THAT(runs_->abnormalEnds("file", kStart).value(), IsEmpty());
}
TEST_F(PluginRunsTest, DamagedFile_isBegunAnew) {
    runs_.reset();
    overwrite(folder_.file("plugin-runs.db"), "this is no database");
    reopen();
    EXPECT_THAT(runs_->closeOpen(kStart).value(), IsEmpty());
}

} // namespace
} // namespace reseal::storage::test
