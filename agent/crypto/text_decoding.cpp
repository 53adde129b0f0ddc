// SPDX-License-Identifier: Apache-2.0
// Character strings of X.520 names as UTF-8. Printable, IA5 and Numeric strings with high bytes occur in practice:
// they are taken as UTF-8 where that is well formed and as Latin-1 otherwise.
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

void appendUtf8(std::string& text, char32_t code) {
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        code = kReplacement;
    }
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

// Octets of the well-formed sequence at the start (RFC 3629), or 0.
std::size_t sequenceLength(ByteView text) {
    const std::uint8_t lead = text.front();
    if (lead < 0x80U) {
        return 1;
    }
    const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || text.size() < length) {
        return 0;
    }
    const std::uint8_t second = text[1];
    const std::uint8_t low = lead == 0xE0U ? 0xA0U : lead == 0xF0U ? 0x90U : 0x80U;
    const std::uint8_t high = lead == 0xEDU ? 0x9FU : lead == 0xF4U ? 0x8FU : 0xBFU;
    if (second < low || second > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if ((text[i] & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

std::string fromUtf8(ByteView content) {
    std::string text;
    text.reserve(content.size());
    while (!content.empty()) {
        const std::size_t length = sequenceLength(content);
        if (length == 0) {
            appendUtf8(text, kReplacement);
            content = content.subspan(1);
            continue;
        }
        text.append(reinterpret_cast<const char*>(content.data()), length);
        content = content.subspan(length);
    }
    return text;
}

std::string fromLatin1(ByteView content) {
    std::string text;
    text.reserve(content.size());
    for (const std::uint8_t octet : content) {
        appendUtf8(text, octet);
    }
    return text;
}

std::string fromUtf16(ByteView content) {
    std::string text;
    text.reserve(content.size());
    std::size_t i = 0;
    const auto unit = [&content](std::size_t at) { return (char32_t{content[at]} << 8U) | content[at + 1]; };
    for (; i + 2 <= content.size(); i += 2) {
        char32_t code = unit(i);
        if (code >= 0xD800 && code <= 0xDBFF && i + 4 <= content.size()) {
            const char32_t low = unit(i + 2);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
                i += 2;
            }
        }
        appendUtf8(text, code);
    }
    if (i != content.size()) {
        appendUtf8(text, kReplacement);
    }
    return text;
}

std::string fromUtf32(ByteView content) {
    std::string text;
    text.reserve(content.size());
    std::size_t i = 0;
    for (; i + 4 <= content.size(); i += 4) {
        appendUtf8(text, (char32_t{content[i]} << 24U) | (char32_t{content[i + 1]} << 16U) |
                             (char32_t{content[i + 2]} << 8U) | content[i + 3]);
    }
    if (i != content.size()) {
        appendUtf8(text, kReplacement);
    }
    return text;
}

} // namespace

bool isValidUtf8(ByteView text) {
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0) {
            return false;
        }
        text = text.subspan(length);
    }
    return true;
}

std::string decodeText(std::uint8_t tag, ByteView content) {
    switch (tag) {
    case kTagUtf8String:
        return fromUtf8(content);
    case kTagBmpString:
        return fromUtf16(content);
    case kTagUniversalString:
        return fromUtf32(content);
    case kTagT61String:
        return fromLatin1(content);
    default:
        return isValidUtf8(content) ? std::string(reinterpret_cast<const char*>(content.data()), content.size())
                                    : fromLatin1(content);
    }
}

} // namespace reseal::crypto
