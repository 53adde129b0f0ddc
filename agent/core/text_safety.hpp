// SPDX-License-Identifier: Apache-2.0
// Makes hostile names harmless before anyone prints them.
#pragma once

#include <string>
#include <string_view>

namespace reseal::core {

// Valid UTF-8 with control characters, line separators and bidirectional overrides each replaced by U+FFFD, and
// cut at `maxBytes` on a character boundary.
[[nodiscard]] std::string displaySafe(std::string_view text, std::size_t maxBytes = 512);

} // namespace reseal::core
