// SPDX-License-Identifier: Apache-2.0
// Keeps one hostile file from spending hours of processor time: it names how often a password is hashed. One thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>

namespace reseal::crypto {

class DerivationBudget {
public:
    // False where this many iterations are more than one key, or all keys of one file together, may cost.
    [[nodiscard]] bool charge(std::uint64_t iterations);
    // Of HMAC over Streebog, which takes many times that over SHA.
    [[nodiscard]] bool chargeStreebog(std::uint64_t iterations);
    // Of the password-based AlgorithmIdentifier of an encrypted bag or key.
    [[nodiscard]] bool chargeAlgorithm(ByteView algorithmIdentifier);

private:
    std::uint64_t left_ = 20'000'000; // some ten seconds
};

} // namespace reseal::crypto
