// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/chance_pool.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace reseal::ui {
namespace {

constexpr int kWanted = 200; // movements and presses; of each at least the time in its last bits cannot be foreseen

} // namespace

void ChancePool::add(int x, int y, std::int64_t nanoseconds) {
    if (x == lastX_ && y == lastY_) {
        return;
    }
    lastX_ = x;
    lastY_ = y;
    mix(static_cast<std::uint64_t>(nanoseconds));
    mix((static_cast<std::uint64_t>(static_cast<std::uint32_t>(x)) << 32U) | static_cast<std::uint32_t>(y));
    counted_ = std::min(counted_ + 1, kWanted);
}

int ChancePool::percent() const { return counted_ * 100 / kWanted; }

// Spreads each value over its word, and each word into the next one. The generator that takes it hashes it.
void ChancePool::mix(std::uint64_t value) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    const std::uint64_t before = pool_[(at_ + pool_.size() - 1) % pool_.size()];
    pool_[at_] = (std::rotl(pool_[at_], 23) ^ value ^ (before >> 31U)) * kOdd;
    at_ = (at_ + 1) % pool_.size();
}

Secret ChancePool::take() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(pool_.size() * 16);
    for (const std::uint64_t word : pool_) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text += kDigits[(word >> static_cast<unsigned>(shift)) & 0xFU];
        }
    }
    forget();
    return Secret(std::move(text));
}

void ChancePool::forget() {
    wipe(pool_.data(), sizeof pool_);
    counted_ = 0;
}

} // namespace reseal::ui
