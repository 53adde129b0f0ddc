// SPDX-License-Identifier: Apache-2.0
// What a person's hands add to the chance of a new key: where and when the mouse moved and keys were pressed, never
// which key. Mixed into the computer's own generator, never instead of it. Plain C++ without wx; one thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <array>
#include <cstdint>

namespace reseal::ui {

class ChancePool {
public:
    ~ChancePool() { forget(); }

    // One movement or press; the same place twice counts once. `nanoseconds` of a steady clock.
    void add(int x, int y, std::int64_t nanoseconds);

    [[nodiscard]] int percent() const; // 0 to 100 of what is asked for
    [[nodiscard]] Secret take();       // all of it, as hexadecimal digits; the pool is empty then

private:
    void mix(std::uint64_t value);
    void forget();

    std::array<std::uint64_t, 8> pool_{};
    std::size_t at_ = 0;
    int counted_ = 0;
    int lastX_ = -1;
    int lastY_ = -1;
};

} // namespace reseal::ui
