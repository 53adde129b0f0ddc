// SPDX-License-Identifier: Apache-2.0
// The printed way into the vault: 160 random bits as eight groups of four base32 characters (Crockford's alphabet) and
// a check character each. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <string_view>

namespace reseal::crypto {

// As printed: "7K2QX-..." in eight groups of five.
[[nodiscard]] Secret makeRecoveryCode();

// The 32 characters that open the slot, out of what a person typed: any case, O for 0, I and L for 1, any separators.
// Errors: code_incomplete, code_mistyped (usage): subject is the number of the group, from 1.
[[nodiscard]] Result<Secret> readRecoveryCode(std::string_view typed);

} // namespace reseal::crypto
