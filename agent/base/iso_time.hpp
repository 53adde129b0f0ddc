// SPDX-License-Identifier: Apache-2.0
// Times as JSON documents have them: ISO 8601 in UTC, to the second. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"

#include <optional>
#include <string>

namespace reseal {

// "2026-11-21T20:00:00Z"; nothing where it is none.
[[nodiscard]] std::optional<TimePoint> readIsoTime(const std::string& text);

} // namespace reseal
