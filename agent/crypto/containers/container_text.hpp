// SPDX-License-Identifier: Apache-2.0
// Text of CryptoPro containers, which is Windows-1251: names, and passwords on their way into the key derivation. Any
// thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace reseal::crypto {

[[nodiscard]] std::string fromWindows1251(ByteView text); // UTF-8; the one undefined octet becomes U+FFFD

// Nothing where a character has no place there.
[[nodiscard]] std::optional<std::string> toWindows1251(std::string_view utf8);

} // namespace reseal::crypto
