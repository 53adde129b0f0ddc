// SPDX-License-Identifier: Apache-2.0
// Check sums over rows of the vault that nothing else proves, and the mending of the one bit in which a row differs
// from its sum. Inside storage/ and its tests. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace reseal::storage::vault {

// A row's columns in their order: numbers, and texts or octets.
using RowField = std::variant<std::int64_t, std::string>;
using RowFields = std::vector<RowField>;

// FNV-1a of 64 bits over each field with its length. Every single flipped bit changes it.
[[nodiscard]] std::int64_t sumOf(const RowFields& fields);
// CRC-8 (polynomial x^8 + x^2 + x + 1) over the same: for rows of which there are many. Finds every single flipped bit.
[[nodiscard]] std::int64_t smallSumOf(const RowFields& fields);

// Tries each bit until the sum fits; false, and unchanged, where more than one bit differs.
[[nodiscard]] bool mend(RowFields& fields, std::int64_t sum);

[[nodiscard]] inline std::int64_t numberIn(const RowField& field) {
    const auto* number = std::get_if<std::int64_t>(&field);
    return number == nullptr ? 0 : *number;
}
[[nodiscard]] inline std::string textIn(const RowField& field) {
    const auto* text = std::get_if<std::string>(&field);
    return text == nullptr ? std::string() : *text;
}

} // namespace reseal::storage::vault
