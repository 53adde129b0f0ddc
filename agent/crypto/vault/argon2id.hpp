// SPDX-License-Identifier: Apache-2.0
// Argon2id (RFC 9106) over libargon2, version 0x13: the same octets as `argon2 SALT -id -k MEMORY -t ITERATIONS -p
// LANES -l 32 -r` gives for a password on its stdin. Any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/vault/locked_key.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace reseal::crypto {

// Lanes are fixed, not the number of cores, so that a vault opens as fast on another computer.
struct Argon2Cost {
    std::uint32_t memoryKib = 64 * 1024;
    std::uint32_t iterations = 3;
    std::uint32_t lanes = 4;
    bool operator==(const Argon2Cost&) const = default;
};

// What the argon2 program still reads; longer ones could not be opened by hand.
inline constexpr std::size_t kLongestVaultPassword = 127;

// `salt` is text of at least 8 characters without a zero. Errors: cost_unfit (damaged) where a stored cost is beyond
// what any slot was ever made with (2 GiB, 1000 iterations, 64 lanes), memory_missing (failed).
[[nodiscard]] Result<LockedKey> argon2id(std::string_view password, std::string_view salt, const Argon2Cost& cost);

// The iterations that take about this long on this computer now; at least 3.
[[nodiscard]] Argon2Cost measuredCost(std::chrono::milliseconds wanted);

} // namespace reseal::crypto
