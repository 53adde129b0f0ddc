// SPDX-License-Identifier: Apache-2.0
// Byte strings, and secrets that wipe themselves. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reseal {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] std::string toHex(ByteView bytes); // lower case, no separators

[[nodiscard]] std::string fromHex(std::string_view hex); // what is not a pair of digits ends it

[[nodiscard]] inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Overwrites memory in a way the optimiser keeps.
void wipe(void* data, std::size_t size) noexcept;

// A password or PIN. Moves, never copies by accident, wiped on destruction, never printed or logged.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    ~Secret() { clear(); }
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    [[nodiscard]] Secret duplicate() const { return Secret(std::string(text_)); }
    [[nodiscard]] std::string_view view() const { return text_; } // UTF-8, borrowed
    [[nodiscard]] bool empty() const { return text_.empty(); }
    void clear() noexcept;

private:
    std::string text_;
};

} // namespace reseal
