// SPDX-License-Identifier: Apache-2.0
// Random values out of a seed: the same on every machine. One thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>
#include <span>

namespace reseal::check {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() { // splitmix64
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }
    std::size_t below(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(next() % count); }
    bool oneIn(std::size_t count) { return below(count) == 0; }
    template <typename List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }
    Bytes bytes(std::size_t size) {
        Bytes out(size);
        for (std::uint8_t& octet : out) {
            octet = static_cast<std::uint8_t>(next());
        }
        return out;
    }

private:
    std::uint64_t state_;
};

} // namespace reseal::check
