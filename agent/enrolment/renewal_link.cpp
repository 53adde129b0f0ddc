// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment/renewal_link.hpp"

#include <algorithm>

namespace reseal::enrolment {
namespace {

constexpr std::string_view kStart = "reseal://";
constexpr std::string_view kPath = "/renewal/";
constexpr std::size_t kLongest = 2048;
constexpr std::size_t kIdLength = 32;
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kHostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";

std::string lowered(std::string_view text) {
    std::string low(text);
    std::ranges::transform(low, low.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return low;
}

// Both "https:" and "reseal:" mean the port of HTTPS where they name none.
std::string withoutUsualPort(std::string host) {
    constexpr std::string_view kUsual = ":443";
    if (host.ends_with(kUsual)) {
        host.resize(host.size() - kUsual.size());
    }
    return host;
}

bool isHost(std::string_view host) {
    return !host.empty() && host.find_first_not_of(kHostCharacters) == std::string_view::npos;
}

} // namespace

std::optional<RenewalLink> readRenewalLink(std::string_view link) {
    const bool printable = std::ranges::all_of(link, [](char c) { return c > ' ' && c < 0x7f; });
    if (link.size() > kLongest || !printable || lowered(link.substr(0, kStart.size())) != kStart) {
        return std::nullopt;
    }
    link.remove_prefix(kStart.size());
    const std::size_t end = std::min(link.find('/'), link.size());
    RenewalLink read{withoutUsualPort(lowered(link.substr(0, end))), {}};
    link.remove_prefix(end);
    if (!isHost(read.host) || !link.starts_with(kPath)) {
        return std::nullopt;
    }
    link.remove_prefix(kPath.size());
    read.renewal = link.substr(0, kIdLength);
    const bool whole = link.size() <= kIdLength || link[kIdLength] == '/' || link[kIdLength] == '?';
    const bool isId =
        read.renewal.size() == kIdLength && read.renewal.find_first_not_of(kHexDigits) == std::string::npos;
    return isId && whole ? std::optional(read) : std::nullopt;
}

std::string hostOfAddress(std::string_view address) {
    const std::size_t scheme = address.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    address.remove_prefix(scheme + 3);
    std::string host = withoutUsualPort(lowered(address.substr(0, address.find_first_of("/?#"))));
    return isHost(host) ? host : std::string();
}

} // namespace reseal::enrolment
