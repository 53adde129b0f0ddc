// SPDX-License-Identifier: Apache-2.0
// The EventLoop: order of tasks, alarms, errors out of tasks, termination signals.
#include "agent/platform/event_loop.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <csignal>
#include <fcntl.h>

namespace reseal::platform {
namespace {

using std::chrono::system_clock;

TimePoint nowSeconds() { return std::chrono::floor<std::chrono::seconds>(system_clock::now()); }

bool ready(std::future<void>& future) {
    return future.wait_until(system_clock::now() + kGenerous) == std::future_status::ready;
}

TEST(EventLoopTest, Post_fromManyThreads_eachThreadsOrderKept) {
    constexpr int kThreads = 8;
    constexpr int kTasks = 500;
    std::vector<std::vector<int>> seen(kThreads);
    LoopThread runner;
    std::vector<std::thread> posters;
    for (int t = 0; t < kThreads; ++t) {
        posters.emplace_back([&, t] {
            for (int i = 0; i < kTasks; ++i) {
                runner.loop().post([&seen, t, i] { seen[t].push_back(i); });
            }
        });
    }
    for (auto& poster : posters) {
        poster.join();
    }
    runner.onLoop([] {});
    runner.join();
    for (const auto& order : seen) {
        ASSERT_EQ(order.size(), static_cast<std::size_t>(kTasks));
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    }
}

TEST(EventLoopTest, Post_fromTaskAndThenFromAnotherThread_orderKept) {
    std::string order;
    LoopThread runner;
    runner.onLoop([&] {
        runner.loop().post([&] { order += 'a'; });
        std::thread([&] { runner.loop().post([&] { order += 'b'; }); }).join();
    });
    runner.onLoop([] {});
    EXPECT_EQ(order, "ab");
}

TEST(EventLoopTest, Stop_beforeRun_runReturnsAtOnce) {
    auto loop = makeEventLoop({});
    loop->stop();
    loop->run();
    bool ran = false;
    loop->post([&] {
        ran = true;
        loop->stop();
    });
    loop->run();
    EXPECT_TRUE(ran);
}

TEST(EventLoopTest, Task_throws_caughtAndLoopGoesOn) {
    LoopThread runner;
    runner.loop().post([] { throw std::runtime_error("broken task"); });
    runner.loop().post([] { throw 42; });
    runner.onLoop([] {});
    ASSERT_EQ(runner.errors().size(), 2U);
    EXPECT_EQ(runner.errors()[0], "broken task");
}

TEST(EventLoopTest, Alarm_inThePast_firesAtOnce) {
    LoopThread runner;
    std::promise<void> fired;
    auto future = fired.get_future();
    runner.onLoop([&] { runner.loop().setAlarm(nowSeconds() - std::chrono::hours(1), [&] { fired.set_value(); }); });
    EXPECT_TRUE(ready(future));
}

TEST(EventLoopTest, Alarm_before1970_firesAtOnce) {
    LoopThread runner;
    std::promise<void> fired;
    auto future = fired.get_future();
    runner.onLoop([&] { runner.loop().setAlarm(TimePoint(std::chrono::years(-10)), [&] { fired.set_value(); }); });
    EXPECT_TRUE(ready(future));
}

TEST(EventLoopTest, Alarm_inTheFuture_firesNotBefore) {
    LoopThread runner;
    std::promise<void> fired;
    auto future = fired.get_future();
    const TimePoint due = nowSeconds() + std::chrono::seconds(2);
    runner.onLoop([&] { runner.loop().setAlarm(due, [&] { fired.set_value(); }); });
    ASSERT_TRUE(ready(future));
    EXPECT_GE(system_clock::now(), due);
}

TEST(EventLoopTest, Alarm_replacedOrCleared_onlyTheLastFires) {
    LoopThread runner;
    std::promise<void> fired;
    auto future = fired.get_future();
    bool first = false;
    runner.onLoop([&] {
        runner.loop().setAlarm(nowSeconds() + std::chrono::seconds(1), [&] { first = true; });
        runner.loop().setAlarm(std::nullopt, [&] { first = true; });
        runner.loop().setAlarm(TimePoint(std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)),
                               [&] { first = true; });
        runner.loop().setAlarm(nowSeconds() + std::chrono::seconds(1), [&] { fired.set_value(); });
    });
    EXPECT_TRUE(ready(future));
    EXPECT_FALSE(runner.onLoop([&] { return first; }));
}

TEST(EventLoopTest, Alarm_setAgainOutOfItsTask_firesAgain) {
    LoopThread runner;
    std::promise<void> twice;
    auto future = twice.get_future();
    runner.onLoop([&] {
        runner.loop().setAlarm(nowSeconds(), [&] {
            runner.loop().setAlarm(nowSeconds(), [&] { twice.set_value(); });
            throw std::runtime_error("after setting");
        });
    });
    EXPECT_TRUE(ready(future));
    EXPECT_EQ(runner.errors().size(), 1U);
}

TEST(EventLoopTest, After_twoDelays_shorterFirst) {
    LoopThread runner;
    std::string order;
    std::promise<void> done;
    auto future = done.get_future();
    runner.onLoop([&] {
        runner.loop().after(std::chrono::milliseconds(60), [&] {
            order += 'b';
            done.set_value();
        });
        runner.loop().after(std::chrono::milliseconds(10), [&] { order += 'a'; });
    });
    ASSERT_TRUE(ready(future));
    EXPECT_EQ(runner.onLoop([&] { return order; }), "ab");
}

TEST(EventLoopTest, Idle_withAlarmAndSignals_noWakeUps) {
    std::atomic<pid_t> thread{0};
    LoopThread runner;
    runner.onLoop([&] {
        thread = ::gettid();
        runner.loop().setAlarm(nowSeconds() + std::chrono::hours(1), [] {});
        runner.loop().onTermination([] {});
    });
    const std::string status = "/proc/self/task/" + std::to_string(thread) + "/status";
    const auto voluntarySwitches = [&] {
        const std::string text = readFile(status);
        return text.substr(text.find("\nvoluntary_ctxt_switches"), 60);
    };
    const auto asleep = [&] { return readFile(status).find("State:\tS") != std::string::npos; };
    while (!asleep()) {
        std::this_thread::yield();
    }
    const std::string before = voluntarySwitches();
    std::this_thread::sleep_for(std::chrono::seconds(1)); // the span that is measured
    EXPECT_EQ(voluntarySwitches(), before);
}

TEST(EventLoopTest, Termination_signalSent_taskRunsInsteadOfEnding) {
    Child child([] {
        auto loop = makeEventLoop({});
        int calls = 0;
        loop->onTermination([&] {
            if (++calls == 1) {
                ::kill(::getpid(), SIGINT);
            } else {
                loop->stop();
            }
        });
        loop->post([] { ::kill(::getpid(), SIGTERM); });
        loop->run();
        return calls == 2 ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
}

TEST(EventLoopTest, Descriptors_allCloseOnExec) {
    LoopThread runner;
    runner.onLoop([&] {
        runner.loop().onTermination([] {});
        runner.loop().after(std::chrono::milliseconds(1), [] {});
    });
    int open = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int number = std::stoi(entry.path().filename().string());
        std::error_code failed;
        const auto target = std::filesystem::read_symlink(entry.path(), failed).string();
        if (target.starts_with("anon_inode:")) {
            ++open;
            EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0) << target;
        }
    }
    EXPECT_GE(open, 3);
}

} // namespace
} // namespace reseal::platform
