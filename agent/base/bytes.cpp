// SPDX-License-Identifier: Apache-2.0
#include "agent/base/bytes.hpp"

#include <charconv>
#include <utility>

namespace reseal {

std::string toHex(ByteView bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(kDigits[byte >> 4]);
        text.push_back(kDigits[byte & 15]);
    }
    return text;
}

std::string fromHex(std::string_view hex) {
    std::string bytes;
    for (; hex.size() >= 2; hex.remove_prefix(2)) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, value, 16);
        if (error != std::errc() || end != hex.data() + 2) {
            break;
        }
        bytes.push_back(static_cast<char>(value));
    }
    return bytes;
}

void wipe(void* data, std::size_t size) noexcept {
    volatile auto* bytes = static_cast<volatile std::uint8_t*>(data);
    while (size-- > 0) {
        *bytes++ = 0;
    }
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.clear(); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        clear();
        text_ = std::move(other.text_);
        other.clear();
    }
    return *this;
}

void Secret::clear() noexcept {
    // A short string lives inside the object, so the whole capacity is wiped, not just the length.
    text_.resize(text_.capacity());
    wipe(text_.data(), text_.size());
    text_.clear();
}

} // namespace reseal
