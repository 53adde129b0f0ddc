// SPDX-License-Identifier: Apache-2.0
// How long a test of faults goes on, and with which chance: a bounded run by itself, a long one where the environment
// says so. The seed is printed, so that a run can be had again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace reseal::archive::test {

inline int faultRounds(const char* variable, int otherwise) {
    const char* given = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): before any thread
    return given == nullptr ? otherwise : std::atoi(given);
}

inline std::uint64_t faultSeed() {
    const char* given = std::getenv("RESEAL_SEED"); // NOLINT(concurrency-mt-unsafe): before any thread
    const std::uint64_t seed = given == nullptr ? 20261122 : std::strtoull(given, nullptr, 10);
    std::printf("RESEAL_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

} // namespace reseal::archive::test
