// SPDX-License-Identifier: Apache-2.0
#include "agent/network/host_rules.hpp"

#include "agent/network/text_case.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace reseal::network {
namespace {

constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kHttpPort = 80;

std::optional<unsigned> number(std::string_view digits, unsigned most) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || value > most) {
        return std::nullopt;
    }
    return value;
}

struct AllowedHost {
    std::string host;
    std::optional<unsigned> port;
};

std::optional<AllowedHost> parseAllowed(std::string_view text) {
    const std::size_t bracket = text.find(']');
    const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    AllowedHost allowed{lowerCase(text.substr(0, colon)), std::nullopt};
    if (colon != std::string_view::npos) {
        allowed.port = number(text.substr(colon + 1), 65535);
        if (!allowed.port) {
            return std::nullopt;
        }
    }
    return allowed;
}

bool wildcardFits(std::string_view pattern, std::string_view host) {
    const std::string_view suffix = pattern.substr(1); // ".example.kz"
    if (isIpAddress(host) || suffix.find('*') != std::string_view::npos ||
        suffix.find('.', 1) == std::string_view::npos || !host.ends_with(suffix)) {
        return false;
    }
    const std::string_view label = host.substr(0, host.size() - suffix.size());
    return !label.empty() && label.find('.') == std::string_view::npos;
}

bool sameOrigin(const WebAddress& one, const WebAddress& other) {
    return one.secure == other.secure && one.host == other.host && one.port == other.port;
}

Error refusal(const char* detail, const WebAddress& address) {
    return {Category::refused, "host_refused", detail, hostAndPort(address)};
}

} // namespace

bool isLoopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || (host.starts_with("127.") && isIpAddress(host));
}

bool isIpAddress(std::string_view host) {
    if (host.starts_with('[')) {
        return true;
    }
    int parts = 0;
    for (std::size_t dot = 0; dot != std::string_view::npos; ++parts) {
        dot = host.find('.');
        if (!number(host.substr(0, dot), 255)) {
            return false;
        }
        host.remove_prefix(dot == std::string_view::npos ? 0 : dot + 1);
    }
    return parts == 4;
}

bool hostFits(std::string_view allowed, const WebAddress& address) {
    const auto entry = parseAllowed(allowed);
    if (!entry || entry->port.value_or(address.secure ? kHttpsPort : kHttpPort) != address.port) {
        return false;
    }
    return entry->host.starts_with("*.") ? wildcardFits(entry->host, address.host) : entry->host == address.host;
}

Status checkAddress(const WebAddress& address, const HttpRules& rules) {
    if (!address.secure && !(rules.plainLoopback && isLoopback(address.host))) {
        return refusal(N_("Connections without encryption are allowed only to this computer, and only where the plugin "
                          "says so. Use an address that begins with https://."),
                       address);
    }
    if (std::ranges::none_of(rules.allowedHosts, [&](const auto& entry) { return hostFits(entry, address); }) ||
        (rules.alsoAllowed && !rules.alsoAllowed(address.host, address.port))) {
        return refusal(N_("The plugin may not contact this server. If it should, ask your IT department or the "
                          "plugin's maker to allow it."),
                       address);
    }
    return {};
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Hop> followRedirect(const Hop& from, int status, WebAddress target, const HttpRules& rules) {
    if (from.address.secure && !target.secure) {
        return refusal(N_("The server led from an encrypted connection to one without encryption. That was not "
                          "followed; tell the CA."),
                       target);
    }
    if (const Status allowed = checkAddress(target, rules); !allowed.ok()) {
        return refusal(N_("The server led to another server that the plugin may not contact. If it should, ask your IT "
                          "department or the plugin's maker to allow it."),
                       target);
    }
    Hop next = from;
    next.withSecrets = from.withSecrets && sameOrigin(from.address, target);
    if (status == 303 || (from.method == HttpMethod::post && (status == 301 || status == 302))) {
        next.method = HttpMethod::get;
        next.withBody = false;
    }
    next.address = std::move(target);
    return next;
}

bool goesWith(const Hop& hop, const HttpHeader& header) {
    const std::string name = lowerCase(header.name);
    const bool secret = header.secret || name == "authorization" || name == "cookie";
    return (hop.withSecrets || !secret) && (hop.withBody || !name.starts_with("content-"));
}

} // namespace reseal::network
