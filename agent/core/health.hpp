// SPDX-License-Identifier: Apache-2.0
// Health items: everything that works or does not, each with its mend. The tray icon shows the worst visible one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reseal::core {

enum class Severity : std::uint8_t { fine, notice, warning, critical };
[[nodiscard]] const char* name(Severity severity); // "fine", "notice", "warning", "critical"

// Texts are English catalogue texts (N_()) with {named} gaps; `gaps` fills them after translation.
struct HealthItem {
    std::string code; // stable, "certificate_lapsed", "source_unreachable"
    Severity severity = Severity::fine;
    std::string title;
    std::string text;
    std::string mend; // what the person can do, as a sentence; empty where nothing is to be done
    std::map<std::string, std::string> gaps;
    std::string subject; // id of a certificate or, with "renewal_waits", of a renewal; path; or empty
};

[[nodiscard]] Severity worst(const std::vector<HealthItem>& items);

} // namespace reseal::core
