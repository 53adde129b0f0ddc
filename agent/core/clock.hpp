// SPDX-License-Identifier: Apache-2.0
// Time as core sees it: UTC instants, and the person's wall clock on demand. No now() anywhere else in core.
#pragma once

#include "agent/base/certificate_facts.hpp"

namespace reseal::core {

struct LocalTime {
    std::chrono::year_month_day date;
    int minuteOfDay = 0; // 0 to 1439
    [[nodiscard]] std::chrono::weekday weekday() const { return std::chrono::weekday(std::chrono::sys_days(date)); }
};

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;

    // The person's wall clock at an instant, in the time zone of the moment of the call.
    [[nodiscard]] virtual LocalTime local(TimePoint instant) const = 0;

    // The first instant at or after which the wall clock shows this; a time skipped by summer time moves on.
    [[nodiscard]] virtual TimePoint instant(const LocalTime& local) const = 0;
};

} // namespace reseal::core
