// SPDX-License-Identifier: Apache-2.0
// Rules that a CA has for the password of a new key file. Any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace reseal {

enum class PasswordRules : std::uint8_t {
    none,
    kazakh, // of Kazakhstan's NCA: the strictest of what its sources say (facts/kazakhstan-nca.md 2.2)
};

// The first rule that it breaks, as an English catalogue text; empty where it will do. `password` is UTF-8.
[[nodiscard]] const char* problemOf(PasswordRules rules, std::string_view password);

// All of them in one sentence, as an English catalogue text; empty where there are none.
[[nodiscard]] const char* textOf(PasswordRules rules);

} // namespace reseal
