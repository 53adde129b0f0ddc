// SPDX-License-Identifier: Apache-2.0
// Starts on demand, starts again after an end, and lets a plugin rest that keeps failing.
#include "agent/plugins/supervision/supervisor.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/plugin_fixture.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using core::RunEnd;
using test::callOf;
using test::launchOf;

class SupervisorTest : public testing::Test {
protected:
    Result<PluginReply> call(const std::string& behaviour) {
        return supervisor_.call(launchOf(behaviour), services_, callOf("begin", {wire::Item::ofText("x", "y")}));
    }
    std::string reasonOf(const std::string& behaviour) {
        const auto reply = call(behaviour);
        return reply ? "" : reply.error().reason;
    }
    void crash(int times) {
        for (int i = 0; i < times; ++i) {
            ASSERT_EQ(reasonOf("crash-in-call"), "plugin_crashed");
        }
    }

    test::FakeClock clock_{TimePoint(std::chrono::hours(500000))};
    test::FakePluginRuns runs_;
    test::FakeServices services_;
    std::vector<std::pair<std::string, Condition>> seen_;
    Supervisor supervisor_{runs_, clock_,
                           [this](const std::string& id, Condition now) { seen_.emplace_back(id, now); }};
};

TEST_F(SupervisorTest, firstCall_startsThePlugin) {
    ASSERT_TRUE(call("good").ok());
    EXPECT_EQ(runs_.started, std::vector<std::string>{"test"});
    EXPECT_EQ(supervisor_.condition("test"), Condition::running);
}
TEST_F(SupervisorTest, secondCall_usesTheSameProcess) {
    ASSERT_TRUE(call("good").ok());
    ASSERT_TRUE(call("good").ok());
    EXPECT_EQ(runs_.started.size(), 1U);
}
TEST_F(SupervisorTest, pluginThatEndedBetweenCalls_isStartedAgain) {
    ASSERT_TRUE(call("dies-between-calls").ok());
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (runs_.started.size() < 2 && std::chrono::steady_clock::now() < until) {
        static_cast<void>(call("dies-between-calls")); // it may end in the middle of one, too
    }
    EXPECT_GE(runs_.started.size(), 2U);
    EXPECT_EQ(std::get<RunEnd>(runs_.ends.at(0)), RunEnd::crashed);
}
TEST_F(SupervisorTest, endedOnRequest_hasLeft) {
    ASSERT_TRUE(call("good").ok());
    supervisor_.end("test");
    EXPECT_EQ(std::get<RunEnd>(runs_.ends.at(0)), RunEnd::left);
    EXPECT_EQ(supervisor_.condition("test"), Condition::stopped);
}
TEST_F(SupervisorTest, busyPlugin_isNotIdle) {
    ASSERT_TRUE(call("good").ok());
    EXPECT_GT(supervisor_.leaveIdle(), 50s);
    EXPECT_EQ(supervisor_.condition("test"), Condition::running);
}
TEST_F(SupervisorTest, idlePlugin_leaves) {
    Supervisor impatient(runs_, clock_, {}, 0ms);
    ASSERT_TRUE(impatient.call(launchOf("good"), services_, callOf("begin")).ok());
    EXPECT_FALSE(impatient.leaveIdle());
    EXPECT_EQ(impatient.condition("test"), Condition::stopped);
    EXPECT_EQ(std::get<RunEnd>(runs_.ends.at(0)), RunEnd::left);
}
TEST_F(SupervisorTest, nothingRunning_hasNothingToWaitFor) { EXPECT_FALSE(supervisor_.leaveIdle()); }

TEST_F(SupervisorTest, threeCrashesInFiveMinutes_makeItRest) {
    crash(3);
    EXPECT_EQ(reasonOf("crash-in-call"), "plugin_rests");
    EXPECT_EQ(supervisor_.condition("test"), Condition::resting);
    EXPECT_EQ(seen_.back(), std::pair(std::string("test"), Condition::resting));
}
TEST_F(SupervisorTest, threeCrashesOverALongerTime_doNot) {
    crash(2);
    clock_.advance(6min);
    crash(1);
    EXPECT_FALSE(supervisor_.restsUntil("test"));
}
TEST_F(SupervisorTest, afterItsRest_itIsTriedAgain) {
    crash(3);
    clock_.advance(16min);
    EXPECT_EQ(reasonOf("crash-in-call"), "plugin_crashed");
}
TEST_F(SupervisorTest, forgiven_isTriedAtOnce) {
    crash(3);
    supervisor_.forgive("test");
    EXPECT_TRUE(call("good").ok());
}
TEST_F(SupervisorTest, refusedAtItsStart_doesNotCountAsACrash) {
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(reasonOf("no-entry"), "plugin_refused");
    }
}
} // namespace
} // namespace reseal::plugins
