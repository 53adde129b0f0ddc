// SPDX-License-Identifier: Apache-2.0
// A "reseal:" link in a CA's letter, which leads back to the renewal that waits for it:
//
//   reseal://HOST[:PORT]/renewal/ID[/...][?...]
//
// HOST is the CA's, as its plugin's setting base_url has it; ID is the renewal's, which the plugin gave the CA with its
// order. What follows is the plugin's. Whoever sends one is unknown: it leads nowhere but to a renewal of the person's
// own. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reseal::enrolment {

struct RenewalLink {
    std::string host;    // lower case, with its port where that is not 443
    std::string renewal; // 32 hex digits
};

// Nothing where it is no such link: at most 2048 printable ASCII characters.
[[nodiscard]] std::optional<RenewalLink> readRenewalLink(std::string_view link);

// "ca.example.kz:8443" of "https://ca.example.kz:8443/api"; empty where it is no address.
[[nodiscard]] std::string hostOfAddress(std::string_view address);

} // namespace reseal::enrolment
