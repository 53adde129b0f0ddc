// SPDX-License-Identifier: Apache-2.0
#include "pins.hpp"

#include <algorithm>

namespace token_vpnkey {
namespace {

constexpr std::size_t kSha256 = 32;

std::optional<Bytes> fromHex(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    Bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return text.size() == 2 * kSha256 ? std::optional(out) : std::nullopt;
}

} // namespace

std::optional<Pins> readPins(std::string_view setting) {
    Pins pins;
    while (!setting.empty()) {
        const std::size_t end = std::min(setting.find_first_of(";, "), setting.size());
        const std::string_view entry = setting.substr(0, end);
        setting.remove_prefix(std::min(setting.size(), end + 1));
        if (entry.empty())
            continue;
        const std::size_t equals = entry.find('=');
        if (equals == std::string_view::npos || !isId(entry.substr(0, equals)))
            return std::nullopt;
        const auto sha256 = fromHex(entry.substr(equals + 1));
        if (!sha256 || !pins.emplace(entry.substr(0, equals), *sha256).second)
            return std::nullopt;
    }
    return pins;
}

std::string pinOf(const std::string& id, const Bytes& sha256) { return id + "=" + reseal::sdk::hex(sha256); }

} // namespace token_vpnkey
