// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until the test moves it, with a time zone that is one fixed offset. Any thread.
#pragma once

#include "agent/core/clock.hpp"

#include <atomic>

namespace reseal::test {

class FakeClock final : public core::Clock {
public:
    explicit FakeClock(TimePoint now = TimePoint{}, int utcOffsetMinutes = 0)
        : now_(now.time_since_epoch().count()), utcOffsetMinutes_(utcOffsetMinutes) {}

    void setNow(TimePoint now) { now_ = now.time_since_epoch().count(); }
    void advance(std::chrono::seconds by) { now_ += by.count(); }
    void setUtcOffsetMinutes(int minutes) { utcOffsetMinutes_ = minutes; } // east of Greenwich is positive

    [[nodiscard]] TimePoint now() const override { return TimePoint(std::chrono::seconds(now_.load())); }

    [[nodiscard]] core::LocalTime local(TimePoint instant) const override {
        const auto wall = instant + offset();
        const auto day = std::chrono::floor<std::chrono::days>(wall);
        const auto minute = std::chrono::duration_cast<std::chrono::minutes>(wall - day).count();
        return {std::chrono::year_month_day(day), static_cast<int>(minute)};
    }

    [[nodiscard]] TimePoint instant(const core::LocalTime& local) const override {
        return std::chrono::sys_days(local.date) + std::chrono::minutes(local.minuteOfDay) - offset();
    }

private:
    [[nodiscard]] std::chrono::minutes offset() const { return std::chrono::minutes(utcOffsetMinutes_.load()); }

    std::atomic<std::chrono::seconds::rep> now_;
    std::atomic<int> utcOffsetMinutes_;
};

} // namespace reseal::test
