// SPDX-License-Identifier: Apache-2.0
// What the environment says of the proxy for HTTPS. Any thread.
#pragma once

namespace reseal::network {

// Whether the address of a proxy ("http://name:password@proxy:3128", or "proxy:3128") names a user.
[[nodiscard]] bool namesUser(const char* proxyAddress);

// The same of the variable that libcurl goes by.
[[nodiscard]] bool systemProxyNamesUser();

} // namespace reseal::network
