// SPDX-License-Identifier: Apache-2.0
// A text in several languages, as data files, manifests and plugins give it. Any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace reseal {

using LocalizedText = std::map<std::string, std::string, std::less<>>; // by "en", "ru", "kk"

// Falls back to English, then Russian, then whatever there is; empty languages do not count.
[[nodiscard]] std::string inLanguage(const LocalizedText& text, std::string_view language);

} // namespace reseal
