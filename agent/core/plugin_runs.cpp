// SPDX-License-Identifier: Apache-2.0
#include "agent/core/plugin_runs.hpp"

namespace reseal::core {

const char* name(RunEnd end) {
    switch (end) {
    case RunEnd::left:
        return "left";
    case RunEnd::crashed:
        return "crashed";
    case RunEnd::hung:
        return "hung";
    case RunEnd::refused:
        return "refused";
    case RunEnd::unknown:
        return "unknown";
    }
    return "unknown";
}

} // namespace reseal::core
