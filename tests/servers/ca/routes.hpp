// SPDX-License-Identifier: Apache-2.0
// What the desks of the test CA have in common: paths, problems, and answers that go wrong. Any thread.
#pragma once

#include "tests/servers/ca/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace reseal::test::ca {

// The part of `target` that stands for '*' in "/v1/orders/*/code", where it fits; "" where there is no '*'.
[[nodiscard]] std::optional<std::string> match(std::string_view pattern, std::string_view target);

// Problem details (RFC 9457).
[[nodiscard]] Response problem(int status, const std::string& code, const std::string& detail);

[[nodiscard]] Response cutOff();  // the connection breaks
[[nodiscard]] Response webPage(); // of somebody on the way

// 16 to 64 letters, digits and '-'.
[[nodiscard]] bool isIdempotencyKey(std::string_view key);

} // namespace reseal::test::ca
