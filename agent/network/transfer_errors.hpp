// SPDX-License-Identifier: Apache-2.0
// What a transfer that failed means to the person. Inside agent/network only.
#pragma once

#include "agent/base/result.hpp"
#include "agent/network/curl_handles.hpp"
#include "agent/network/web_address.hpp"

#include <cstdint>

namespace reseal::network {

struct Ending {
    enum class How : std::uint8_t { finished, timedOut, cancelled, tooLarge };
    How how = How::finished;
    CURLcode code = CURLE_OK;    // where it finished
    bool proxyUserNamed = false; // with a proxy that asks who asks
};

// The proxy asks who asks, got no ticket that it takes, and would take the name and password that are there.
[[nodiscard]] bool proxyWantsPassword(const Ending& ending, CURL* easy);

// `easy` may be null. Logs the server and what libcurl says.
[[nodiscard]] Error transferError(const Ending& ending, CURL* easy, const WebAddress& address);

} // namespace reseal::network
