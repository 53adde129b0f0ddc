// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/containers/container_text.hpp"

#include "agent/crypto/der_values.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {

namespace {

// Octets 0x80 to 0xBF; from 0xC0 on the alphabet follows in order, from U+0410.
constexpr std::array<char16_t, 64> kUpper = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409, 0x2039, 0x040A,
    0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0xFFFD, 0x2122,
    0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6,
    0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456,
    0x0491, 0x00B5, 0x00B6, 0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

char16_t unicodeOf(std::uint8_t octet) {
    if (octet < 0x80U) {
        return octet;
    }
    return octet < 0xC0U ? kUpper[octet - 0x80U] : static_cast<char16_t>(0x0410U + (octet - 0xC0U));
}

void append(std::string& text, char16_t code) { // never a surrogate
    if (code < 0x80U) {
        text.push_back(static_cast<char>(code));
        return;
    }
    if (code < 0x800U) {
        text.push_back(static_cast<char>(0xC0U | (code >> 6U)));
    } else {
        text.push_back(static_cast<char>(0xE0U | (code >> 12U)));
        text.push_back(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
    }
    text.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
}

// Of well-formed UTF-8 of at most three octets; 0 for longer ones.
char16_t takeCode(std::string_view& text) {
    const auto lead = static_cast<std::uint8_t>(text.front());
    const std::size_t length = lead < 0x80U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        code = (code << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    }
    text.remove_prefix(length);
    return length < 4 ? static_cast<char16_t>(code) : char16_t{0};
}

std::optional<char> octetOf(char16_t code) {
    if (code != 0 && code < 0x80U) {
        return static_cast<char>(code);
    }
    if (code >= 0x0410U && code < 0x0450U) {
        return static_cast<char>(0xC0U + (code - 0x0410U));
    }
    const auto* const at = std::ranges::find(kUpper, code);
    if (at == kUpper.end() || code == 0xFFFDU) {
        return std::nullopt;
    }
    return static_cast<char>(0x80 + (at - kUpper.begin()));
}

} // namespace

std::string fromWindows1251(ByteView text) {
    std::string utf8;
    for (const std::uint8_t octet : text) {
        append(utf8, unicodeOf(octet));
    }
    return utf8;
}

std::optional<std::string> toWindows1251(std::string_view utf8) {
    if (!isValidUtf8(asBytes(utf8))) {
        return std::nullopt;
    }
    std::string text;
    text.reserve(utf8.size()); // a password leaves no second copy behind
    while (!utf8.empty()) {
        const auto octet = octetOf(takeCode(utf8));
        if (!octet) {
            wipe(text.data(), text.size());
            return std::nullopt;
        }
        text.push_back(*octet);
    }
    return text;
}

} // namespace reseal::crypto
