// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/snooze_choices.hpp"

#include "agent/core/expiry_rules.hpp"

#include <cstdio>

namespace reseal::ui {

std::vector<SnoozeDay> snoozeDays(const Words& words) {
    const core::Clock& clock = words.clock();
    const auto today = std::chrono::sys_days(clock.local(clock.now()).date);
    std::vector<SnoozeDay> days;
    for (int offset = 0; offset < kSnoozeDays; ++offset) {
        const std::chrono::year_month_day date = today + std::chrono::days(offset);
        const TimePoint noon = clock.instant({.date = date, .minuteOfDay = 12 * 60});
        days.push_back({.date = date, .label = words.wording().weekdayDate(noon)});
    }
    return days;
}

std::vector<std::string> snoozeTimes() {
    std::vector<std::string> times;
    for (int minute = 0; minute < 24 * 60; minute += kSnoozeStepMinutes) {
        char text[16];
        std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
        times.emplace_back(text);
    }
    return times;
}

TimePoint inAnHour(const core::Clock& clock) { return core::snoozeAnHour(clock.now()); }
TimePoint tomorrowAtNine(const core::Clock& clock) { return core::snoozeTomorrowAtNine(clock, clock.now()); }

} // namespace reseal::ui
