// SPDX-License-Identifier: Apache-2.0
// Keys from keys and passwords: HMAC over Streebog, KDF_GOSTR3411_2012_256 and KDF_TREE_GOSTR3411_2012_256 (RFC 7836
// 4.4, 4.5). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/crypto/message_digest.hpp"

namespace reseal::crypto::gost {

// `digest`: Streebog of either length; 32 or 64 bytes.
[[nodiscard]] Secret hmac(DigestAlgorithm digest, ByteView key, ByteView message);

// 32 bytes.
[[nodiscard]] Secret kdf256(ByteView key, ByteView label, ByteView seed);
// `count` keys of 32 bytes one behind the other, with a counter of one octet.
[[nodiscard]] Secret kdfTree256(ByteView key, ByteView label, ByteView seed, std::uint8_t count);

// PBKDF2 (RFC 8018) with HMAC over Streebog-512, as RFC 9337 has it. Preconditions: `iterations` > 0, `size` <= 64.
[[nodiscard]] Secret passwordKey(std::string_view password, ByteView salt, std::uint64_t iterations, std::size_t size);

} // namespace reseal::crypto::gost
