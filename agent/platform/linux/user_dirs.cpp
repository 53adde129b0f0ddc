// SPDX-License-Identifier: Apache-2.0
// One assignment of shell syntax per line, as xdg-user-dirs-update writes it.
#include "agent/platform/linux/user_dirs.hpp"

#include <algorithm>

namespace reseal::platform {
namespace {

// The text between double quotes, backslashes undone.
std::optional<std::string> unquote(std::string_view text) {
    if (!text.starts_with('"')) {
        return std::nullopt;
    }
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            return value;
        }
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
        }
        value += text[i];
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> userDir(std::string_view text, std::string_view key, const std::string& home) {
    constexpr std::string_view kHome = "$HOME";
    std::optional<std::string> found;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with(key) || !line.substr(key.size()).starts_with('=')) {
            continue;
        }
        auto value = unquote(line.substr(key.size() + 1));
        if (value && value->starts_with(kHome) && (value->size() == kHome.size() || (*value)[kHome.size()] == '/')) {
            value = home + value->substr(kHome.size());
        }
        if (value && value->starts_with('/')) {
            while (value->size() > 1 && value->back() == '/') {
                value->pop_back();
            }
            found = std::move(value); // the last one counts, as in a shell
        }
    }
    return found;
}

} // namespace reseal::platform
