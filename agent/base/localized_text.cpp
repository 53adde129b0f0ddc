// SPDX-License-Identifier: Apache-2.0
#include "agent/base/localized_text.hpp"

namespace reseal {

std::string inLanguage(const LocalizedText& text, std::string_view language) {
    for (const std::string_view wanted : {language, std::string_view("en"), std::string_view("ru")}) {
        if (const auto found = text.find(wanted); found != text.end() && !found->second.empty()) {
            return found->second;
        }
    }
    return text.empty() ? std::string() : text.begin()->second;
}

} // namespace reseal
