// SPDX-License-Identifier: Apache-2.0
#include "agent/core/health.hpp"

#include <algorithm>

namespace reseal::core {

const char* name(Severity severity) {
    switch (severity) {
    case Severity::fine:
        return "fine";
    case Severity::notice:
        return "notice";
    case Severity::warning:
        return "warning";
    case Severity::critical:
        return "critical";
    }
    return "critical";
}

Severity worst(const std::vector<HealthItem>& items) {
    const auto found = std::ranges::max_element(items, {}, [](const HealthItem& item) { return item.severity; });
    return found == items.end() ? Severity::fine : found->severity;
}

} // namespace reseal::core
