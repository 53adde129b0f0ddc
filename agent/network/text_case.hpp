// SPDX-License-Identifier: Apache-2.0
// ASCII letters as protocols compare them, whatever the locale. Any thread.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace reseal::network {

[[nodiscard]] inline std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

} // namespace reseal::network
