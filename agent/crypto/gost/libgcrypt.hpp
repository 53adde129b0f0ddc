// SPDX-License-Identifier: Apache-2.0
// The digests that gost-engine lacks or does slower than it must, from libgcrypt: GOST R 34.11-94 under both S-boxes
// (facts/kazakhstan-nca.md 4.3: the engine's is hard-wired to CryptoPro's), and Streebog where there is no engine.
// Any one thread at a time.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/crypto/message_digest.hpp"

#include <memory>

namespace reseal::crypto::gost {

// Call before any other use of libgcrypt, which the process may share (libsecret). Throws std::runtime_error where the
// library is older than its header.
void prepareLibgcrypt();

class Digest {
public:
    // `algorithm`: a GOST one.
    explicit Digest(DigestAlgorithm algorithm);
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void add(ByteView piece);
    [[nodiscard]] Bytes finish(); // once

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace reseal::crypto::gost
