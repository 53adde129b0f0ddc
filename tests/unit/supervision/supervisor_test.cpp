// SPDX-License-Identifier: Apache-2.0
// Starts on demand, starts again after an end, and lets a plugin rest that keeps failing.
#include "agent/plugins/supervision/supervisor.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/plugin_fixture.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <utility>

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
TEST_F(SupervisorTest, eachCall_isServedByItsOwnServices) {
    {
        test::FakeServices ofTheStart;
        ASSERT_TRUE(supervisor_.describe(launchOf("good"), ofTheStart).ok());
    }
    services_.answer = [](const ServiceCall&) {
        return PluginReply{RESEAL_OK, {wire::Item::ofNumber("http.status", 204)}};
    };
    const auto reply =
        supervisor_.call(launchOf("good"), services_, callOf("recover", {wire::Item::ofText("x-test.do", "fetch")}));
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(services_.asked, std::vector<std::string>{"reseal.http/1"});
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
TEST_F(SupervisorTest, endedOnRequest_cancelsTheCallAtWork) {
    std::jthread other;
    bool cancelled = false;
    services_.answer = [&](const ServiceCall& service) {
        other = std::jthread([&] { supervisor_.end("test"); });
        const auto until = std::chrono::steady_clock::now() + 10s;
        while (!service.cancellation.cancelled() && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        cancelled = service.cancellation.cancelled();
        return PluginReply{RESEAL_E_CANCELLED, {}};
    };
    static_cast<void>(
        supervisor_.call(launchOf("good"), services_, callOf("recover", {wire::Item::ofText("x-test.do", "fetch")})));
    EXPECT_TRUE(cancelled);
}
TEST_F(SupervisorTest, filesThatNoLongerFit_areNotStarted) {
    auto launch = launchOf("good");
    launch.verify = [] { return Result<platform::FileIdentity>(Error{Category::damaged, "file_changed", ""}); };
    EXPECT_EQ(supervisor_.call(launch, services_, callOf("begin")).error().reason, "file_changed");
    EXPECT_TRUE(runs_.started.empty());
}
TEST_F(SupervisorTest, verified_beforeEachStartAndNotBeforeEachCall) {
    int verified = 0;
    auto launch = launchOf("good");
    launch.verify = [&, identity = std::exchange(launch.identity, {})] {
        ++verified;
        return Result<platform::FileIdentity>(identity);
    };
    for (int start = 1; start <= 2; ++start) {
        ASSERT_TRUE(supervisor_.call(launch, services_, callOf("begin")).ok());
        ASSERT_TRUE(supervisor_.call(launch, services_, callOf("begin")).ok());
        EXPECT_EQ(verified, start);
        supervisor_.end("test");
    }
}
TEST_F(SupervisorTest, moduleThatSaysSomethingElseThanWasSigned_isEnded) {
    auto launch = launchOf("good");
    launch.honest = [](const wire::Ready& said) { return said.version == "0.0.0"; };
    EXPECT_EQ(supervisor_.call(launch, services_, callOf("begin")).error().reason, "plugin_lies");
    EXPECT_EQ(std::get<RunEnd>(runs_.ends.at(0)), RunEnd::refused);
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
