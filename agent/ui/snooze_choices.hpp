// SPDX-License-Identifier: Apache-2.0
// The times offered by "Remind me later". Plain C++ without wx; any thread.
#pragma once

#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct SnoozeDay {
    std::chrono::year_month_day date;
    std::string label; // "Friday, 27 November"
};

inline constexpr int kSnoozeDays = 60;
inline constexpr int kSnoozeStepMinutes = 30;

// Today and the days after it.
[[nodiscard]] std::vector<SnoozeDay> snoozeDays(const Words& words);

// "00:00", "00:30" ... of one day; entry i is i * kSnoozeStepMinutes minutes after midnight.
[[nodiscard]] std::vector<std::string> snoozeTimes();

// "in an hour" and "tomorrow at nine", by the rules of core.
[[nodiscard]] TimePoint inAnHour(const core::Clock& clock);
[[nodiscard]] TimePoint tomorrowAtNine(const core::Clock& clock);

} // namespace reseal::ui
