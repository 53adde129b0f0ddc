// SPDX-License-Identifier: Apache-2.0
#include "agent/core/text_safety.hpp"

#include <cstdint>

namespace reseal::core {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

// Decodes one code point at `at`; returns its length in bytes, 0 where the bytes are not UTF-8 (RFC 3629).
std::size_t decode(std::string_view text, std::size_t at, std::uint32_t& point) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(at);
    std::size_t length = 0;
    std::uint32_t smallest = 0;
    if (first < 0x80) {
        point = first;
        return 1;
    }
    if ((first & 0xE0) == 0xC0) {
        length = 2, smallest = 0x80, point = first & 0x1FU;
    } else if ((first & 0xF0) == 0xE0) {
        length = 3, smallest = 0x800, point = first & 0x0FU;
    } else if ((first & 0xF8) == 0xF0) {
        length = 4, smallest = 0x10000, point = first & 0x07U;
    } else {
        return 0;
    }
    if (at + length > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) {
            return 0;
        }
        point = (point << 6) | (byte(at + i) & 0x3FU);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    return point < smallest || point > 0x10FFFF || surrogate ? 0 : length;
}

bool harmless(std::uint32_t point) {
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    const bool direction = point == 0x061C || point == 0x200E || point == 0x200F ||
                           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    const bool invisible = (point >= 0x200B && point <= 0x200D) || point == 0x2028 || point == 0x2029 ||
                           point == 0x2060 || point == 0xFEFF || (point >= 0xE0000 && point <= 0xE007F);
    return !control && !direction && !invisible;
}

} // namespace

std::string displaySafe(std::string_view text, std::size_t maxBytes) {
    std::string safe;
    safe.reserve(text.size() < maxBytes ? text.size() : maxBytes);
    for (std::size_t at = 0; at < text.size();) {
        std::uint32_t point = 0;
        const std::size_t length = decode(text, at, point);
        const std::string_view piece = length > 0 && harmless(point) ? text.substr(at, length) : kReplacement;
        if (safe.size() + piece.size() > maxBytes) {
            break;
        }
        safe += piece;
        at += length > 0 ? length : 1;
    }
    return safe;
}

} // namespace reseal::core
