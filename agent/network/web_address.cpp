// SPDX-License-Identifier: Apache-2.0
#include "agent/network/web_address.hpp"

#include "agent/network/curl_handles.hpp"
#include "agent/network/text_case.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace reseal::network {
namespace {

constexpr std::size_t kMaxAddress = std::size_t{8} * 1024;

bool plainCharacters(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

// Parsers differ on "https:host" and "https:///host", and on names and passwords before the host: none is let through.
bool plainAuthority(std::string_view text) {
    const std::size_t start = text.find("://");
    if (start == std::string_view::npos) {
        return false;
    }
    const std::string_view rest = text.substr(start + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    return !authority.empty() && authority.find_first_of("@%") == std::string_view::npos;
}

std::optional<std::string> part(Curl_URL* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) {
        return std::nullopt;
    }
    const CurlText owner(text);
    return std::string(text);
}

bool plainHost(std::string_view host) {
    static constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    static constexpr std::string_view kIpv6 = "0123456789abcdef:.";
    if (host.starts_with('[') && host.ends_with(']')) {
        return host.substr(1, host.size() - 2).find_first_not_of(kIpv6) == std::string_view::npos;
    }
    return !host.empty() && host.find_first_not_of(kName) == std::string_view::npos;
}

std::optional<WebAddress> describe(std::shared_ptr<Curl_URL> url) {
    curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
    auto text = part(url.get(), CURLUPART_URL);
    auto scheme = part(url.get(), CURLUPART_SCHEME);
    auto host = part(url.get(), CURLUPART_HOST);
    const auto port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    if (!text || !scheme || !host || !port || part(url.get(), CURLUPART_ZONEID) || part(url.get(), CURLUPART_USER) ||
        part(url.get(), CURLUPART_PASSWORD)) {
        return std::nullopt;
    }
    WebAddress address{std::move(*text), *scheme == "https", lowerCase(*host), 0, std::move(url)};
    const auto [end, error] = std::from_chars(port->data(), port->data() + port->size(), address.port);
    if ((*scheme != "https" && *scheme != "http") || !plainHost(address.host) || error != std::errc() ||
        address.port == 0) {
        return std::nullopt;
    }
    return address;
}

std::optional<WebAddress> parsed(std::shared_ptr<Curl_URL> url, std::string_view text) {
    if (!url || text.size() > kMaxAddress || !plainCharacters(text) ||
        curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
        return std::nullopt;
    }
    auto address = describe(std::move(url));
    if (!address || address->text.size() > kMaxAddress || !plainAuthority(address->text)) {
        return std::nullopt;
    }
    return address;
}

} // namespace

Result<WebAddress> parseAddress(std::string_view text) {
    if (plainAuthority(text)) {
        if (auto address = parsed({curl_url(), UrlDeleter()}, text)) {
            return std::move(*address);
        }
    }
    return Error{Category::usage, "bad_request",
                 N_("The address is not valid. It must begin with https:// and hold no name, password or spaces, and a "
                    "server's name in other letters than Latin only in its xn-- form.")};
}

Result<WebAddress> resolveAddress(const WebAddress& base, std::string_view location) {
    const bool absolute = location.find("://") < location.find_first_of("/?#");
    if (!location.empty() && (!absolute || plainAuthority(location))) {
        if (auto address = parsed({curl_url_dup(base.parsed.get()), UrlDeleter()}, location)) {
            return std::move(*address);
        }
    }
    return Error{Category::failed, "bad_response",
                 N_("The server led to an address that is not valid. Tell the CA, or try again later."),
                 hostAndPort(base)};
}

} // namespace reseal::network
