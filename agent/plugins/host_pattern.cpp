// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/host_pattern.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace reseal::plugins {
namespace {

constexpr std::size_t kLongestHost = 253;
constexpr std::size_t kLongestLabel = 63;
constexpr int kHttps = 443;

struct Parts {
    std::string_view host;
    std::optional<int> port;
};

std::optional<Parts> split(std::string_view pattern) {
    const std::size_t bracket = pattern.starts_with('[') ? pattern.find(']') : 0;
    if (bracket == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t colon = pattern.find(':', bracket);
    Parts parts{pattern.substr(0, colon), std::nullopt};
    if (colon == std::string_view::npos) {
        return parts;
    }
    const std::string_view digits = pattern.substr(colon + 1);
    int port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port < 1 || port > 65535) {
        return std::nullopt;
    }
    parts.port = port;
    return parts;
}

bool isLabel(std::string_view label) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, fits);
}

bool isName(std::string_view name, std::size_t leastLabels) {
    std::size_t labels = 0;
    while (true) {
        const std::size_t dot = name.find('.');
        if (!isLabel(name.substr(0, dot))) {
            return false;
        }
        ++labels;
        if (dot == std::string_view::npos) {
            return labels >= leastLabels;
        }
        name.remove_prefix(dot + 1);
    }
}

bool isBracketed(std::string_view host) {
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; };
    return host.size() > 4 && host.starts_with('[') && host.ends_with(']') &&
           std::ranges::all_of(host.substr(1, host.size() - 2), fits);
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

} // namespace

bool isHostPattern(std::string_view pattern) {
    const auto parts = split(pattern);
    if (!parts || parts->host.size() > kLongestHost) {
        return false;
    }
    if (parts->host.starts_with("*.")) {
        return isName(parts->host.substr(2), 2); // "*.kz" would be half a country
    }
    return parts->host.starts_with('[') ? isBracketed(parts->host) : isName(parts->host, 1);
}

std::string hostOfAddress(std::string_view address) {
    const std::string scheme = lowered(address.substr(0, address.find("://")));
    if ((scheme != "http" && scheme != "https") || scheme.size() + 3 >= address.size()) {
        return {};
    }
    address.remove_prefix(scheme.size() + 3);
    std::string host = lowered(address.substr(0, address.find_first_of("/?#")));
    const std::size_t bracket = host.find(']');
    if (host.find(':', bracket == std::string::npos ? 0 : bracket) == std::string::npos) {
        host += scheme == "http" ? ":80" : ":443";
    }
    return host.starts_with("*") || !isHostPattern(host) ? std::string() : host;
}

bool matchesHost(std::string_view pattern, std::string_view host, int port, PortRule withoutPort) {
    const auto parts = split(pattern);
    if (!parts) {
        return false;
    }
    const bool portFits = parts->port ? *parts->port == port : withoutPort == PortRule::every || port == kHttps;
    std::string asked = lowered(host);
    if (asked.ends_with('.')) {
        asked.pop_back(); // the absolute form of the same name
    }
    if (parts->host.starts_with("*.")) {
        const std::string_view below = parts->host.substr(1);
        return portFits && asked.size() > below.size() && asked.ends_with(below);
    }
    return portFits && asked == parts->host;
}

} // namespace reseal::plugins
