// SPDX-License-Identifier: Apache-2.0
// The alarm when somebody sets the clock (timerfd_create(2), ECANCELED): its task looks anew at once and it stays set.
// The linker puts the two calls below before those of the system; only the answer about the clock is theirs.
#include "agent/platform/event_loop.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <cerrno>
#include <sys/timerfd.h>

namespace {

std::atomic<int> timer{-1};
std::atomic<bool> asksToBeTold{false};    // of the last alarm
std::atomic<bool> setWhileItWaits{false}; // the next read is told so
std::atomic<bool> setBefore{false};       // the next alarm is told so

} // namespace

extern "C" {

int __real_timerfd_settime(int file, int flags, const itimerspec* now, itimerspec* before); // NOLINT
ssize_t __real_read(int file, void* buffer, size_t size);                                   // NOLINT

int __wrap_timerfd_settime(int file, int flags, const itimerspec* now, itimerspec* before) { // NOLINT
    timer = file;
    asksToBeTold = (flags & TFD_TIMER_CANCEL_ON_SET) != 0;
    const int done = __real_timerfd_settime(file, flags, now, before);
    if (setBefore.exchange(false)) {
        errno = ECANCELED; // armed all the same
        return -1;
    }
    return done;
}

ssize_t __wrap_read(int file, void* buffer, size_t size) { // NOLINT
    if (file == timer && setWhileItWaits.exchange(false)) {
        errno = ECANCELED;
        return -1;
    }
    return __real_read(file, buffer, size);
}
}

namespace reseal::platform {
namespace {

TimePoint fromNow(std::chrono::seconds delay) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + delay;
}

TEST(ClockSetTest, Alarm_whileItWaits_runsItsTaskAndRingsAtItsTimeAllTheSame) {
    Tally told;
    LoopThread runner;
    setWhileItWaits = true;
    runner.onLoop([&] { runner.loop().setAlarm(fromNow(std::chrono::seconds(-1)), [&] { told.add("looked"); }); });
    EXPECT_TRUE(asksToBeTold);
    EXPECT_TRUE(told.waitFor(2)); // once for the clock, once for the alarm
    EXPECT_FALSE(setWhileItWaits);
}

TEST(ClockSetTest, Alarm_setRightAfterTheClockWas_runsItsTaskAtOnce) {
    Tally told;
    LoopThread runner;
    setBefore = true;
    runner.onLoop([&] { runner.loop().setAlarm(fromNow(std::chrono::hours(1)), [&] { told.add("looked"); }); });
    EXPECT_TRUE(told.waitFor(1));
}

TEST(ClockSetTest, Alarm_whereTheClockIsLeftAlone_waits) {
    Tally told;
    LoopThread runner;
    runner.onLoop([&] { runner.loop().setAlarm(fromNow(std::chrono::hours(1)), [&] { told.add("looked"); }); });
    runner.onLoop([] {});
    EXPECT_EQ(told.items().size(), 0U);
}

} // namespace
} // namespace reseal::platform
