// SPDX-License-Identifier: Apache-2.0
// Whether a request makes sense before anything is sent: nothing in it can end a header early or frame the message
// anew. Any thread.
#pragma once

#include "agent/network/http_client.hpp"

namespace reseal::network {

// A token of RFC 9110, and none of the names that belong to the connection (Host, Content-Length, Proxy-* and such).
[[nodiscard]] bool headerNameAllowed(std::string_view name);

[[nodiscard]] bool headerValueAllowed(std::string_view value); // no control characters but tabs

// All but the address. usage with reason bad_request.
[[nodiscard]] Status checkRequest(const HttpRequest& request);

} // namespace reseal::network
