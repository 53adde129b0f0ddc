// SPDX-License-Identifier: Apache-2.0
// Values inside DER elements: object identifiers, times, integers, bit strings, text (X.690, RFC 5280). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace reseal::crypto {

// Dotted text of an OBJECT IDENTIFIER's content, or empty where it is malformed or longer than any real one.
[[nodiscard]] std::string oidText(ByteView content);

// UTCTime (tag 0x17) or GeneralizedTime (any other tag); fractions are dropped, offsets applied.
[[nodiscard]] std::optional<TimePoint> parseTime(std::uint8_t tag, ByteView content);

// A non-negative INTEGER of at most 8 octets.
[[nodiscard]] std::optional<std::uint64_t> parseUnsigned(ByteView content);

// Bits in an INTEGER's magnitude, as the size of an RSA modulus.
[[nodiscard]] int bitLength(ByteView content);

// The octets of a BIT STRING without the count of unused bits; empty where malformed.
[[nodiscard]] ByteView bitStringOctets(ByteView content);

// A character string of any type as valid UTF-8; what cannot be decoded becomes U+FFFD.
[[nodiscard]] std::string decodeText(std::uint8_t tag, ByteView content);

[[nodiscard]] bool isValidUtf8(ByteView text);

} // namespace reseal::crypto
