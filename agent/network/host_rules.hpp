// SPDX-License-Identifier: Apache-2.0
// Which server may be asked, and where a redirect may lead. Values in, values out; any thread.
#pragma once

#include "agent/network/http_client.hpp"
#include "agent/network/web_address.hpp"

#include <string_view>

namespace reseal::network {

[[nodiscard]] bool isLoopback(std::string_view host);  // 127.0.0.0/8, ::1, localhost; as WebAddress has them
[[nodiscard]] bool isIpAddress(std::string_view host); // as WebAddress has it

// One entry of HttpRules::allowedHosts. An entry that is not of the forms named there fits nothing, nor does "*.kz".
[[nodiscard]] bool hostFits(std::string_view allowed, const WebAddress& address);

// refused with reason host_refused.
[[nodiscard]] Status checkAddress(const WebAddress& address, const HttpRules& rules);

// What is sent to one address on the way.
struct Hop {
    WebAddress address;
    HttpMethod method = HttpMethod::get;
    bool withBody = true;    // and the headers that describe it
    bool withSecrets = true; // Authorization, Cookie and headers marked secret
};

[[nodiscard]] bool isRedirect(int status);

// The next hop after an answer with this status at `from` led to `target`: a POST becomes a GET after 301, 302 and 303,
// any method after 303; secrets stay behind for good where scheme, host or port change. refused with reason
// host_refused where the rules do not allow it, or where it leads from HTTPS to HTTP.
[[nodiscard]] Result<Hop> followRedirect(const Hop& from, int status, WebAddress target, const HttpRules& rules);

// Whether a header goes with this hop; names in any case.
[[nodiscard]] bool goesWith(const Hop& hop, const HttpHeader& header);

} // namespace reseal::network
