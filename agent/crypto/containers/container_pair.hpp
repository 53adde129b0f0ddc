// SPDX-License-Identifier: Apache-2.0
// masks.key and primary.key of a CryptoPro container, and the key under which they lie (facts/gost-cryptopro-kontur.md
// 1.2, 1.4 to 1.6). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/containers/container_header.hpp"

#include <optional>

namespace reseal::crypto {

constexpr std::size_t kSaltOctets = 12;

// How a key of this kind is stored.
enum class ContainerKind : std::uint8_t { gost2001, gost2012 };

struct Masks {
    Bytes mask; // 32 or 64 octets
    Bytes salt; // kSaltOctets
    ContainerMac mac{};
};

// Nothing where the file is not one.
[[nodiscard]] std::optional<Masks> readMasks(ByteView file);
[[nodiscard]] bool macHolds(const Masks& masks, ContainerKind kind);
[[nodiscard]] Bytes writeMasks(ByteView mask, ByteView salt, ContainerKind kind);

// The working ciphertext: of a non-exportable key on a token it stands in [0]. Empty where the file is not one.
[[nodiscard]] Bytes readPrimary(ByteView file);
[[nodiscard]] Bytes writePrimary(ByteView ciphertext);

// What a password and a salt make: 32 octets. `password` is UTF-8; it may be empty. Errors: gost_engine_missing.
[[nodiscard]] Result<Secret> storageKey(const Secret& password, ByteView salt, ContainerKind kind);

// [2] of the header: tells whether a password is right without a key.
[[nodiscard]] Result<ContainerMac> passwordCheckOf(const Secret& password, ByteView fingerprint, ContainerKind kind);

// Ciphertext to private key and back, both little-endian. Nothing where the numbers make no key of this curve.
[[nodiscard]] std::optional<Secret> unwrapped(std::string_view curve, ContainerKind kind, const Secret& storage,
                                              ByteView ciphertext, ByteView mask);
[[nodiscard]] std::optional<Bytes> wrapped(std::string_view curve, ContainerKind kind, const Secret& storage,
                                           const Secret& key, ByteView mask);

} // namespace reseal::crypto
