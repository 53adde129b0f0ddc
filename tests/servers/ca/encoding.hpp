// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648), SHA-256 and random names of the test CA. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reseal::test::ca {

[[nodiscard]] std::string toBase64(std::string_view bytes);
[[nodiscard]] std::optional<std::string> fromBase64(std::string_view text);
[[nodiscard]] std::string sha256Hex(std::string_view bytes);
// `letters` to choose from, evenly enough for a test.
[[nodiscard]] std::string randomText(std::size_t size, std::string_view letters = "0123456789abcdef");
[[nodiscard]] std::string httpDate(std::int64_t seconds); // "Sun, 22 Nov 2026 10:00:00 GMT"

} // namespace reseal::test::ca
