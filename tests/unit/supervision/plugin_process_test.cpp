// SPDX-License-Identifier: Apache-2.0
// A good plugin over the pipe: calls, services, cancel, deadlines.
#include "tests/support/plugin_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <thread>

namespace reseal::plugins {
namespace {

using namespace std::chrono_literals;
using test::callOf;
using test::launchOf;
using wire::Item;

const wire::Items kWait{Item::ofText("x-test.do", "wait")};

class PluginProcessTest : public testing::Test {
protected:
    void SetUp() override {
        auto started = PluginProcess::start(launchOf("good"), services_);
        ASSERT_TRUE(started.ok()) << started.error().reason;
        process_ = std::move(started).value();
    }

    test::FakeServices services_;
    std::unique_ptr<PluginProcess> process_;
};

TEST_F(PluginProcessTest, started_saysWhatItIs) {
    EXPECT_EQ(process_->ready().id, "test");
    EXPECT_EQ(process_->ready().version, "1.0.0");
    EXPECT_EQ(process_->ready().extensions, std::vector<std::string>{"reseal.ca/1"});
}
TEST_F(PluginProcessTest, call_bringsParamsThereAndItemsBack) {
    const auto reply = process_->call(callOf("begin", {Item::ofText("x-test.say", "Қайырлы таң")}));
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply.value().status, RESEAL_OK);
    EXPECT_EQ(wire::textOf(reply.value().items, "x-test.echo"), "Қайырлы таң");
}
TEST_F(PluginProcessTest, manyCalls_comeBackOneByOne) {
    for (int i = 0; i < 200; ++i) {
        const auto reply = process_->call(callOf("begin", {Item::ofText("x-test.say", std::to_string(i))}));
        ASSERT_TRUE(reply.ok());
        ASSERT_EQ(wire::textOf(reply.value().items, "x-test.echo"), std::to_string(i));
    }
}
TEST_F(PluginProcessTest, megabyteParam_comesThrough) {
    const std::string large(wire::kMaxItem, 'a');
    const auto reply = process_->call(callOf("begin", {Item::ofText("x-test.say", large)}));
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(wire::textOf(reply.value().items, "x-test.echo").size(), large.size());
}
TEST_F(PluginProcessTest, functionOfAnExtensionItLacks_isAnError) {
    PluginCall call = callOf("sign");
    call.extension = "reseal.token/1";
    EXPECT_EQ(process_->call(call).error().reason, "plugin_has_no_such_function");
}
TEST_F(PluginProcessTest, service_isServedAndItsAnswerHandedOn) {
    services_.answer = [](const ServiceCall& call) {
        EXPECT_EQ(wire::textOf(call.params, "http.url"), "https://ca.example.kz/");
        return PluginReply{RESEAL_OK, {Item::ofNumber("http.status", 204)}};
    };
    const auto reply = process_->call(
        callOf("recover", {Item::ofText("x-test.do", "fetch"), Item::ofText("http.url", "https://ca.example.kz/")}));
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(services_.asked, std::vector<std::string>{"reseal.http/1"});
    EXPECT_EQ(wire::find(reply.value().items, "http.status")->number, 204);
}
TEST_F(PluginProcessTest, serviceThatFails_tellsThePlugin) {
    services_.answer = [](const ServiceCall&) { return PluginReply{RESEAL_E_UNREACHABLE, {}}; };
    const auto reply = process_->call(callOf("recover", {Item::ofText("x-test.do", "fetch")}));
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply.value().status, RESEAL_E_UNREACHABLE);
}
TEST_F(PluginProcessTest, cancel_endsTheCallThatRuns) {
    const PluginCall call = callOf("resume", kWait);
    std::jthread other([&] {
        while (process_->alive()) { // the call may not have begun yet
            process_->cancel(call.operation);
            std::this_thread::sleep_for(5ms);
        }
    });
    const auto began = std::chrono::steady_clock::now();
    const auto reply = process_->call(call);
    const auto took = std::chrono::steady_clock::now() - began;
    process_->kill();
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply.value().status, RESEAL_E_CANCELLED);
    EXPECT_LT(took, 2s);
}
TEST_F(PluginProcessTest, cancelOfAnotherOperation_isPassedOver) {
    PluginCall call = callOf("resume", kWait, 100ms);
    wire::Id other{};
    other[0] = 99;
    process_->cancel(other);
    EXPECT_EQ(process_->call(call).value().status, RESEAL_E_DEADLINE);
}
TEST_F(PluginProcessTest, afterACancelledCall_theNextOneRuns) {
    {
        const PluginCall call = callOf("resume", kWait, 300ms);
        std::jthread other([&] { process_->cancel(call.operation); });
        ASSERT_TRUE(process_->call(call).ok());
    }
    EXPECT_EQ(process_->call(callOf("begin")).value().status, RESEAL_OK);
}
TEST_F(PluginProcessTest, askedToLeave_leaves) {
    process_->leave();
    EXPECT_EQ(process_->ended(), core::RunEnd::left);
}

TEST(PluginProcess, callAfterALongerOneAndAPause_runs) {
    test::FakeServices services;
    auto process = PluginProcess::start(launchOf("cancels-anything"), services); // takes 30 ms for each call
    ASSERT_TRUE(process.ok());
    ASSERT_TRUE(process.value()->call(callOf("begin")).ok());
    std::this_thread::sleep_for(700ms); // past the moment at which a call still at work would be acknowledged
    const auto reply = process.value()->call(callOf("begin"));
    EXPECT_TRUE(reply.ok()) << reply.error().reason;
}
TEST(PluginProcess, moduleThatIsNotThere_isRefused) {
    test::FakeServices services;
    PluginLaunch launch = launchOf("good");
    launch.module = "/nowhere/module.so";
    EXPECT_EQ(PluginProcess::start(launch, services).error().reason, "plugin_changed");
}
TEST(PluginProcess, moduleThatIsAnotherFileThanVerified_isRefused) {
    test::FakeServices services;
    PluginLaunch launch = launchOf("good");
    launch.identity.inode += 1;
    EXPECT_EQ(PluginProcess::start(launch, services).error().reason, "plugin_changed");
}
TEST(PluginProcess, fileThatIsNoModule_isRefused) {
    test::FakeServices services;
    PluginLaunch launch = launchOf("good");
    launch.module = "/etc/passwd";
    launch.identity = platform::identityOf(launch.module).value();
    EXPECT_EQ(PluginProcess::start(launch, services).error().reason, "plugin_refused");
}
TEST(PluginProcess, hostProgramThatIsNotThere_isAnError) {
    test::FakeServices services;
    PluginLaunch launch = launchOf("good");
    launch.hostProgram = "/nowhere/reseal-plugin-host";
    EXPECT_EQ(PluginProcess::start(launch, services).error().reason, "plugin_not_started");
}
TEST(PluginProcess, manyStartsAndEnds_leaveNoDescriptorBehind) {
    const auto open = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                             std::filesystem::directory_iterator());
    };
    test::FakeServices services;
    static_cast<void>(PluginProcess::start(launchOf("good"), services));
    const auto before = open();
    for (int i = 0; i < 20; ++i) {
        auto started = PluginProcess::start(launchOf(i % 2 == 0 ? "good" : "crash-on-load"), services);
        if (started) {
            started.value()->leave();
        }
    }
    EXPECT_EQ(open(), before);
}

TEST(PluginProcess, killedAtARandomMomentOfACall_letsTheAgentGoOn) {
    test::FakeServices services;
    std::mt19937 random(4711);
    std::uniform_int_distribution<int> moment(0, 3000);
    for (int i = 0; i < 100; ++i) {
        auto process = std::move(PluginProcess::start(launchOf("good"), services)).value();
        const std::jthread killer([&process, wait = std::chrono::microseconds(moment(random))] {
            std::this_thread::sleep_for(wait); // the random moment itself
            process->kill();
        });
        const PluginCall call = callOf(i % 2 == 0 ? "resume" : "begin");
        const auto began = std::chrono::steady_clock::now();
        while (process->call(call).ok()) { // `begin` is over before it is killed: again
        }
        ASSERT_LT(std::chrono::steady_clock::now() - began, 5s);
        ASSERT_EQ(process->ended(), core::RunEnd::crashed);
    }
}

} // namespace
} // namespace reseal::plugins
