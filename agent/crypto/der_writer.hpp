// SPDX-License-Identifier: Apache-2.0
// Builds DER (X.690) from the inside out: each function gives one whole element. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/crypto/der_reader.hpp"

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace reseal::crypto {

[[nodiscard]] Bytes derElement(std::uint8_t tag, ByteView content);
// The parts one behind the other as its content.
[[nodiscard]] Bytes derElement(std::uint8_t tag, std::initializer_list<ByteView> parts);
[[nodiscard]] inline Bytes derSequence(std::initializer_list<ByteView> parts) {
    return derElement(kTagSequence, parts);
}

// Throws std::invalid_argument where `dotted` is no object identifier.
[[nodiscard]] Bytes derOid(std::string_view dotted);
[[nodiscard]] Bytes derInteger(std::uint64_t value);
// Of a non-negative number, most significant octet first, of any length.
[[nodiscard]] Bytes derUnsigned(ByteView magnitude);
[[nodiscard]] Bytes derOctetString(ByteView content);
[[nodiscard]] Bytes derBitString(ByteView octets); // no unused bits
[[nodiscard]] Bytes derNull();

// Wipes its argument: for elements that hold key bytes on their way into a Secret.
[[nodiscard]] Secret intoSecret(Bytes&& bytes);

} // namespace reseal::crypto
