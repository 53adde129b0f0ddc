// SPDX-License-Identifier: Apache-2.0
// Addresses of servers, parsed once: what the rules check is what the connection uses. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct Curl_URL;

namespace reseal::network {

struct WebAddress {
    std::string text;                 // normalised, without a fragment
    bool secure = true;               // https, not http
    std::string host;                 // lower case; IPv4 as four decimals, IPv6 in brackets
    std::uint16_t port = 443;         // the scheme's own where the text names none
    std::shared_ptr<Curl_URL> parsed; // never changed
};

[[nodiscard]] inline std::string hostAndPort(const WebAddress& address) {
    return address.host + ":" + std::to_string(address.port);
}

// https:// or http:// only; refuses credentials, control characters, spaces, backslashes, anything beyond ASCII, IPv6
// zones, and more than 8 KiB. usage with reason bad_request.
[[nodiscard]] Result<WebAddress> parseAddress(std::string_view text);

// A Location, which may be relative to `base`; held to the same. failed with reason bad_response.
[[nodiscard]] Result<WebAddress> resolveAddress(const WebAddress& base, std::string_view location);

} // namespace reseal::network
