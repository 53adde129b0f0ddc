// SPDX-License-Identifier: Apache-2.0
#include "agent/core/texts.hpp"

namespace reseal::core {

std::string fill(std::string_view text, const Gaps& gaps) {
    std::string filled;
    filled.reserve(text.size() + 32);
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        filled += text.substr(0, open);
        const auto gap = gaps.find(std::string(text.substr(open + 1, close - open - 1)));
        filled += gap == gaps.end() ? text.substr(open, close - open + 1) : std::string_view(gap->second);
        text.remove_prefix(close + 1);
    }
    return filled.append(text);
}

} // namespace reseal::core
