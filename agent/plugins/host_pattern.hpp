// SPDX-License-Identifier: Apache-2.0
// The hosts that manifests and policies name: "ca.example.kz", "*.example.kz" (anything below it, not itself),
// "127.0.0.1:8443", "[::1]:8443". Lower case; names beyond ASCII in their "xn--" form. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace reseal::plugins {

[[nodiscard]] bool isHostPattern(std::string_view pattern);

// The pattern of exactly the server of an address, "ca.example.kz:443"; empty where the text is no http or https
// address.
[[nodiscard]] std::string hostOfAddress(std::string_view address);

// What a pattern without a port stands for.
enum class PortRule { httpsOnly, every };

// `host` as in an address: any case, an IPv6 one in brackets.
[[nodiscard]] bool matchesHost(std::string_view pattern, std::string_view host, int port, PortRule withoutPort);

} // namespace reseal::plugins
