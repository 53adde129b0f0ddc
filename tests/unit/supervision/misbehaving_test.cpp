// SPDX-License-Identifier: Apache-2.0
// Whatever a plugin does, the agent gets an answer in time, and the next start works.
#include "tests/support/plugin_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::callOf;
using test::launchOf;
using wire::Item;

// "status N" of an answer, or the reason of the error.
std::string outcomeOf(const std::string& behaviour, std::chrono::milliseconds deadline = 300ms) {
    test::FakeServices services;
    auto started = PluginProcess::start(launchOf(behaviour), services);
    if (!started) {
        return started.error().reason;
    }
    const auto reply = started.value()->call(callOf("begin", {Item::ofText("x-test.say", "text")}, deadline));
    return reply ? "status " + std::to_string(reply.value().status) : reply.error().reason;
}

struct Case {
    const char* behaviour;
    const char* outcome;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.behaviour; }

class Misbehaving : public testing::TestWithParam<Case> {};

TEST_P(Misbehaving, isAnsweredInTime) {
    const auto began = Clock::now();
    EXPECT_EQ(outcomeOf(GetParam().behaviour), GetParam().outcome);
    EXPECT_LT(Clock::now() - began, 15s);
}

INSTANTIATE_TEST_SUITE_P(All, Misbehaving,
                         testing::Values(Case{"crash-on-load", "plugin_crashed"},
                                         Case{"crash-in-call", "plugin_crashed"}, Case{"hang-on-load", "plugin_hung"},
                                         Case{"hang-in-call", "plugin_hung"}, Case{"exit-in-call", "plugin_crashed"},
                                         Case{"throws", "plugin_broke_contract"}, Case{"floods-items", "plugin_hung"},
                                         Case{"floods-log", "plugin_hung"}, Case{"floods-stdout", "plugin_hung"},
                                         Case{"huge-item", "status -10"}, Case{"broken-utf8", "status -8"},
                                         Case{"bad-key", "status -8"}, Case{"replies-late", "plugin_hung"},
                                         Case{"closes-pipe", "plugin_crashed"},
                                         Case{"tampers-with-pipe", "plugin_broke_contract"},
                                         Case{"wrong-size", "plugin_refused"}, Case{"empty-slot", "plugin_refused"},
                                         Case{"no-entry", "plugin_refused"}, Case{"tampers-with-stdout", "status 0"},
                                         Case{"callback-from-thread", "status 0"}),
                         [](const auto& made) {
                             std::string name = made.param.behaviour;
                             std::erase(name, '-');
                             return name;
                         });

#ifndef RESEAL_SANITIZED // its allocator keeps no limit of addresses
TEST(MisbehavingMemory, endlessLeak_endsThatPluginOnly) { EXPECT_EQ(outcomeOf("leaks-memory", 20s), "plugin_crashed"); }
#endif

TEST(MisbehavingCancel, deafPlugin_isEndedTwoSecondsLater) {
    test::FakeServices services;
    auto process = std::move(PluginProcess::start(launchOf("ignores-cancel"), services)).value();
    const PluginCall call = callOf("begin", {}, 60s);
    std::atomic<bool> over = false;
    std::thread other([&] {
        while (!over) { // the call may not have begun yet
            process->cancel(call.operation);
            std::this_thread::sleep_for(10ms);
        }
    });
    const auto began = Clock::now();
    const auto reply = process->call(call);
    over = true;
    other.join();
    EXPECT_EQ(reply.error().reason, "plugin_hung");
    EXPECT_LT(Clock::now() - began, 5s);
}
TEST(MisbehavingSilence, longCall_isToldAsNotRespondingOnlyWhereTheHostIsDeaf) {
    test::FakeServices services;
    auto process = std::move(PluginProcess::start(launchOf("hang-in-call"), services)).value();
    bool told = false;
    const auto reply = process->call(callOf("begin", {}, 3500ms), [&](bool responding) { told |= !responding; });
    EXPECT_EQ(reply.error().reason, "plugin_hung");
    EXPECT_FALSE(told); // the host itself acknowledged
}
TEST(MisbehavingCallback, serviceFromAThreadOfItsOwn_isRefused) {
    test::FakeServices services;
    auto process = std::move(PluginProcess::start(launchOf("callback-from-thread"), services)).value();
    const auto reply = process->call(callOf("begin"));
    EXPECT_EQ(wire::textOf(reply.value().items, "x-test.status"), std::to_string(RESEAL_E_INVALID));
    EXPECT_TRUE(services.asked.empty());
}
TEST(MisbehavingSecret, secretInALogLine_isBlotted) {
    test::FakeServices services;
    auto process = std::move(PluginProcess::start(launchOf("prints-secret"), services)).value();
    ASSERT_TRUE(process->call(callOf("begin", {Item::ofSecret("pin", "canary-4711")})).ok());
    EXPECT_EQ(services.lines, std::vector<std::string>{"***"});
}

} // namespace
} // namespace reseal::plugins
