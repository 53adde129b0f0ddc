// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/alarm.hpp"

#include "agent/platform/linux/file_descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <sys/timerfd.h>

namespace reseal::platform {
namespace {

class TimerAlarm final : public Alarm {
public:
    void ringIn(std::chrono::microseconds delay) override {
        const auto nanos = std::max<std::int64_t>(std::chrono::nanoseconds(delay).count(), 1); // 0 would never ring
        const itimerspec when{{0, 0}, {nanos / 1'000'000'000, nanos % 1'000'000'000}};
        ::timerfd_settime(timer_.get(), 0, &when, nullptr);
    }
    void wait() override {
        std::uint64_t rung = 0;
        while (::read(timer_.get(), &rung, sizeof rung) < 0 && errno == EINTR) {
        }
    }

private:
    FileDescriptor timer_{::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)};
};

} // namespace

std::unique_ptr<Alarm> makeAlarm() { return std::make_unique<TimerAlarm>(); }

} // namespace reseal::platform
