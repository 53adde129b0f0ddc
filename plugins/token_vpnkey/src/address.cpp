// SPDX-License-Identifier: Apache-2.0
#include "address.hpp"

#include <algorithm>
#include <charconv>

namespace token_vpnkey {
namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kPath = "/vpnkeylocal";
constexpr std::size_t kShortestSession = 16; // 34 characters in the signing guide
constexpr std::size_t kLongestSession = 128;

bool isSession(std::string_view text) {
    return text.size() >= kShortestSession && text.size() <= kLongestSession &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
           });
}

std::optional<int> number(std::string_view digits, int most) {
    int value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool whole = problem == std::errc() && end == digits.data() + digits.size() && !digits.empty();
    return whole && digits.front() != '-' && value <= most ? std::optional(value) : std::nullopt;
}

bool isLoopback(std::string_view host) {
    if (host == "localhost" || host == "[::1]")
        return true;
    int parts = 0;
    const bool begins = host.substr(0, 4) == "127.";
    while (begins && number(host.substr(0, host.find('.')), 255)) {
        ++parts;
        const std::size_t dot = host.find('.');
        if (dot == std::string_view::npos)
            return parts == 4;
        host.remove_prefix(dot + 1);
    }
    return false;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// "host:port" in lower case with its port, or nothing.
std::optional<std::string> authorityOf(std::string_view text) {
    const std::string lower = lowered(text);
    const std::size_t bracket = lower.find(']');
    const std::size_t colon = lower.find(':', bracket == std::string::npos ? 0 : bracket);
    const auto port = colon == std::string::npos ? std::optional(80) : number(lower.substr(colon + 1), 65535);
    const std::string host = lower.substr(0, colon);
    if (!isLoopback(host) || !port || *port == 0)
        return std::nullopt;
    return host + ":" + std::to_string(*port);
}

std::string_view trimmed(std::string_view text) {
    const auto unwanted = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '"'; };
    while (!text.empty() && unwanted(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && unwanted(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace

std::string Address::url() const {
    std::string out = origin + std::string(kPath) + "/";
    if (!session.empty())
        out.append(session.view()).append(slash ? "/" : "");
    return out;
}

std::optional<Address> readAddress(std::string_view pasted) {
    std::string_view text = trimmed(pasted);
    Address address;
    if (text.empty())
        return std::nullopt;
    if (isSession(text)) {
        address.session = Secret(text);
        return address;
    }
    if (lowered(text.substr(0, kScheme.size())) != kScheme)
        return std::nullopt;
    text.remove_prefix(kScheme.size());
    const std::size_t path = std::min(text.find('/'), text.size());
    const auto authority = authorityOf(text.substr(0, path));
    if (!authority)
        return std::nullopt;
    address.origin = std::string(kScheme) + *authority;
    text.remove_prefix(path);
    if (text.empty() || text == "/")
        return address;
    if (text.substr(0, kPath.size()) != kPath)
        return std::nullopt;
    text.remove_prefix(kPath.size());
    if (text.empty() || text == "/")
        return address;
    if (text.front() != '/')
        return std::nullopt;
    address.slash = text.back() == '/';
    text = text.substr(1, text.size() - (address.slash ? 2 : 1));
    if (!isSession(text))
        return std::nullopt;
    address.session = Secret(text);
    return address;
}

} // namespace token_vpnkey
