// SPDX-License-Identifier: Apache-2.0
// GOST 28147-89 (RFC 5830) under the S-boxes of RFC 4357 and RFC 7836, without key meshing, through libgcrypt. Any
// thread. Keys are 32 bytes, initial vectors 8; other sizes are a broken invariant (std::invalid_argument), so sizes
// that come from a file are checked before.
#pragma once

#include "agent/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace reseal::crypto::gost {

enum class SBox : std::uint8_t {
    cryptoProA, // 1.2.643.2.2.31.1
    cryptoProB,
    cryptoProC,
    cryptoProD,
    tc26Z, // 1.2.643.7.1.2.5.1.1
};

constexpr std::size_t kBlockBytes = 8;
constexpr std::size_t kKeyBytes = 32;

// `data` is whole blocks.
[[nodiscard]] Secret encryptEcb(SBox box, ByteView key, ByteView data);
[[nodiscard]] Secret decryptEcb(SBox box, ByteView key, ByteView data);
// `data` of any length.
[[nodiscard]] Secret encryptCfb(SBox box, ByteView key, ByteView iv, ByteView data);
[[nodiscard]] Secret decryptCfb(SBox box, ByteView key, ByteView iv, ByteView data);

// Blocks one by one under a key that changes. Any one thread at a time.
class BlockEncryption {
public:
    BlockEncryption(SBox box, ByteView key);
    ~BlockEncryption();
    BlockEncryption(const BlockEncryption&) = delete;
    BlockEncryption& operator=(const BlockEncryption&) = delete;

    void setKey(ByteView key);
    void encrypt(std::span<std::uint8_t> blocks); // in place, whole blocks

private:
    struct State;
    std::unique_ptr<State> state_;
};

// Of 1.2.643.2.2.31.1 to .4 or 1.2.643.7.1.2.5.1.1.
[[nodiscard]] std::optional<SBox> sboxNamed(std::string_view oid);

using Imit = std::array<std::uint8_t, 4>;
// The MAC of GOST 28147-89, padded with zeros; an empty `iv` is one of zeros.
[[nodiscard]] Imit imit(SBox box, ByteView key, ByteView iv, ByteView data);

} // namespace reseal::crypto::gost
