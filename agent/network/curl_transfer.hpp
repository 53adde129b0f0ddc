// SPDX-License-Identifier: Apache-2.0
// One request to one address over a connection of its own, and its answer, redirects not followed. Any thread.
#pragma once

#include "agent/network/host_rules.hpp"

#include <chrono>
#include <string>

namespace reseal::network {

struct TransferSettings {
    const HttpRequest& request;
    const HttpRules& rules;
    const Cancellation& cancellation;
    std::chrono::steady_clock::time_point deadline;
    const std::string& furtherRoots; // PEM
    const std::string& userAgent;
};

// The hop is allowed and the request checked.
[[nodiscard]] Result<HttpResponse> transfer(const Hop& hop, const TransferSettings& settings);

} // namespace reseal::network
