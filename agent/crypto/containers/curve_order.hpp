// SPDX-License-Identifier: Apache-2.0
// Numbers modulo the order of a GOST curve (RFC 4357, RFC 7836), little-endian as CryptoPro stores them. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto {

// Octets of a private key on this curve: 32 or 64; 0 where the curve (a dotted OID) is not known.
[[nodiscard]] std::size_t keyOctets(std::string_view curve);

// a * b, or a / b, modulo the order. Nothing where the curve is unknown, or the result or b is zero.
[[nodiscard]] std::optional<Secret> multiplied(std::string_view curve, ByteView a, ByteView b);
[[nodiscard]] std::optional<Secret> divided(std::string_view curve, ByteView a, ByteView b);

} // namespace reseal::crypto
