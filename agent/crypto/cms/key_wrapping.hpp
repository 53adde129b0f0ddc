// SPDX-License-Identifier: Apache-2.0
// Content keys wrapped under another key: AES (RFC 3394), 3DES (RFC 3217), and under a password (RFC 3211). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace reseal::crypto {

enum class KeyWrapping : std::uint8_t { aes128, aes192, aes256, tripleDes };

[[nodiscard]] std::optional<KeyWrapping> wrappingNamed(std::string_view oid);
[[nodiscard]] std::size_t wrappingKeyBytes(KeyWrapping wrapping);

// decrypt_failed (damaged) where the check inside does not fit. Precondition: `key` is of wrappingKeyBytes().
[[nodiscard]] Result<Secret> unwrapKey(KeyWrapping wrapping, const Secret& key, ByteView wrapped);

// `derivation`: PBKDF2; `algorithm`: id-alg-PWRI-KEK with its cipher; both AlgorithmIdentifiers. Also
// recipient_unsupported (refused).
[[nodiscard]] Result<Secret> openByPassword(ByteView derivation, ByteView algorithm, ByteView wrapped,
                                            const Secret& password);

} // namespace reseal::crypto
