// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/argon2id.hpp"

#include <argon2.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::uint32_t kMostMemoryKib = 2U << 20;
constexpr std::uint32_t kMostIterations = 1000;
constexpr std::uint32_t kMostLanes = 64;
constexpr std::size_t kLeastSalt = 8;

bool isFit(const Argon2Cost& cost, std::string_view salt) {
    return cost.iterations >= 1 && cost.iterations <= kMostIterations && cost.lanes >= 1 && cost.lanes <= kMostLanes &&
           cost.memoryKib >= 8 * cost.lanes && cost.memoryKib <= kMostMemoryKib && salt.size() >= kLeastSalt;
}

} // namespace

Result<LockedKey> argon2id(std::string_view password, std::string_view salt, const Argon2Cost& cost) {
    if (!isFit(cost, salt)) {
        return Error{Category::damaged, "cost_unfit", N_("A way into the archive is damaged; use another one."), {}};
    }
    LockedKey key;
    const int code = argon2id_hash_raw(cost.iterations, cost.memoryKib, cost.lanes, password.data(), password.size(),
                                       salt.data(), salt.size(), key.fill().data(), key.fill().size());
    if (code != ARGON2_OK) {
        return Error{Category::failed,
                     "memory_missing",
                     N_("The archive could not be opened: memory is short. Close other programs and try again."),
                     {}};
    }
    return key;
}

Argon2Cost measuredCost(std::chrono::milliseconds wanted) {
    constexpr std::uint32_t kLeast = 3;
    using Clock = std::chrono::steady_clock;
    Argon2Cost cost;
    const auto begun = Clock::now();
    static_cast<void>(argon2id("measure", "measure measure ", cost));
    const auto spent = std::max(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun),
                                std::chrono::milliseconds(1));
    const auto fitting = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(wanted.count() * cost.iterations / spent.count(), kLeast, kMostIterations));
    cost.iterations = fitting;
    return cost;
}

} // namespace reseal::crypto
