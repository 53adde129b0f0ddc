// SPDX-License-Identifier: Apache-2.0
// Digests of what comes in pieces: those of X.509 and CMS, Russia's and Kazakhstan's among them. Any one thread at a
// time.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace reseal::crypto {

enum class DigestAlgorithm : std::uint8_t {
    md5,  // recognised, never made: verification says that it is too weak
    sha1, // likewise, but verified
    sha256,
    sha384,
    sha512,
    gost94,      // GOST R 34.11-94, CryptoPro S-box (RFC 4357)
    gost34311,   // GOST 34.311-95 of Kazakhstan: the same with the test S-box
    streebog256, // GOST R 34.11-2012 (RFC 6986); Kazakhstan's GOST 34.11-2015 alike
    streebog512,
};

// `oid`: of a digest, dotted; Kazakhstan's names too (facts/kazakhstan-nca.md 4).
[[nodiscard]] std::optional<DigestAlgorithm> digestNamed(std::string_view oid);
// As in reseal/keys.h, "payload.<n>.digest": "sha256", "streebog-512", "gost-34.311".
[[nodiscard]] std::optional<DigestAlgorithm> digestCalled(std::string_view name);
[[nodiscard]] std::string_view name(DigestAlgorithm algorithm);
[[nodiscard]] std::size_t digestSize(DigestAlgorithm algorithm); // bytes

class MessageDigest {
public:
    // Error gost_engine_missing (failed) where a digest needs it.
    [[nodiscard]] static Result<MessageDigest> start(DigestAlgorithm algorithm);
    ~MessageDigest();
    MessageDigest(MessageDigest&&) noexcept;
    MessageDigest& operator=(MessageDigest&&) noexcept;

    void add(ByteView piece);
    [[nodiscard]] Bytes finish(); // once

private:
    struct State;
    explicit MessageDigest(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

[[nodiscard]] Result<Bytes> digestOf(DigestAlgorithm algorithm, ByteView data);

} // namespace reseal::crypto
