// SPDX-License-Identifier: Apache-2.0
// Kuznyechik and Magma (GOST R 34.12-2015; RFC 7801, 8891) in CTR-ACPKM (RFC 8645) and their OMAC, through gost-engine,
// piece by piece. The section is always set: the engine would go back to one of its own that other programs do not use
// (facts/gost-cryptopro-kontur.md 3.4). Any one thread at a time.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <memory>

namespace reseal::crypto::gost {

enum class Block2015 : std::uint8_t { magma, kuznyechik };

[[nodiscard]] std::size_t blockBytes(Block2015 block);
[[nodiscard]] std::size_t sectionBytes(Block2015 block); // after which the key changes (RFC 9337, 7.2)

class AcpkmCounter {
public:
    // `key` is of 32 bytes, `iv` of half a block; other sizes are a broken invariant. gost_engine_missing (failed).
    [[nodiscard]] static Result<AcpkmCounter> start(Block2015 block, ByteView key, ByteView iv);
    ~AcpkmCounter();
    AcpkmCounter(AcpkmCounter&&) noexcept;
    AcpkmCounter& operator=(AcpkmCounter&&) noexcept;

    // `out` has room for as many bytes. Encryption and decryption are one.
    void add(ByteView in, std::uint8_t* out);

private:
    struct State;
    explicit AcpkmCounter(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

class Omac {
public:
    // As above.
    [[nodiscard]] static Result<Omac> start(Block2015 block, ByteView key);
    ~Omac();
    Omac(Omac&&) noexcept;
    Omac& operator=(Omac&&) noexcept;

    void add(ByteView piece);
    [[nodiscard]] Bytes finish(); // once; of a whole block

private:
    struct State;
    explicit Omac(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace reseal::crypto::gost
