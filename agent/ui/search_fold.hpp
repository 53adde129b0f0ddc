// SPDX-License-Identifier: Apache-2.0
// Text made comparable for searching as people type: case and ё do not matter, in Latin, Russian and Kazakh.
#pragma once

#include <string>
#include <string_view>

namespace reseal::ui {

// UTF-8 in, UTF-8 out; what is not understood stays as it is.
[[nodiscard]] std::string foldForSearch(std::string_view text);

// True where every word of `query` occurs somewhere in `folded` (already folded). An empty query matches.
[[nodiscard]] bool matchesSearch(std::string_view folded, std::string_view query);

} // namespace reseal::ui
