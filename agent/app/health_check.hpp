// SPDX-License-Identifier: Apache-2.0
// Works out the health items of a moment: certificates, places, storage, notices, the workplace. Pure but for what it
// is handed.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/health.hpp"
#include "agent/core/resident.hpp"
#include "agent/core/token.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reseal::app {

struct HealthFacts {
    const core::Snapshot* snapshot = nullptr; // entries, locked files, sources and settings are read
    const core::Clock* clock = nullptr;
    std::optional<std::string> restored;        // a restore nobody has seen yet: where the damaged file was kept
    std::set<std::string> failing;              // ways of telling that failed last time: "desktop", "command"
    std::vector<core::HealthItem> plugins = {}; // of plugins and policy
};

// Worst first; items of equal severity keep the order certificates, places, storage, notices, plugins.
[[nodiscard]] std::vector<core::HealthItem> checkHealth(const HealthFacts& facts);

// Broken, each by itself: the clock shows a time before this program was made; GOST's engine is not there; neither a
// reader is connected nor a token that brings its own; a card's driver is not installed (`language`: of its own words).
[[nodiscard]] std::optional<core::HealthItem> checkClock(TimePoint now);
[[nodiscard]] core::HealthItem gostMissing();
[[nodiscard]] std::vector<core::HealthItem> checkReaders(const std::vector<core::CardReader>& readers,
                                                         const std::string& language);

// What works on this workplace and what does not, for `doctor`; not part of the tray's state.
[[nodiscard]] std::vector<core::HealthItem> checkWorkplace();

} // namespace reseal::app
