// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_values.hpp"

#include "agent/crypto/der_reader.hpp"

#include <bit>
#include <charconv>
#include <limits>

namespace reseal::crypto {

namespace {

constexpr std::size_t kMaxOidOctets = 64;

void appendArc(std::string& text, std::uint64_t arc) {
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, arc);
    static_cast<void>(error); // 24 characters hold any 64-bit number
    if (!text.empty()) {
        text.push_back('.');
    }
    text.append(digits, end);
}

// Consumes exactly `count` digits.
std::optional<int> takeDigits(ByteView& text, std::size_t count) {
    if (text.size() < count) {
        return std::nullopt;
    }
    int value = 0;
    for (const std::uint8_t digit : text.first(count)) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + (digit - '0');
    }
    text = text.subspan(count);
    return value;
}

bool startsWithDigit(ByteView text) { return !text.empty() && text.front() >= '0' && text.front() <= '9'; }

void dropFraction(ByteView& text) {
    if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
        text = text.subspan(1);
        while (startsWithDigit(text)) {
            text = text.subspan(1);
        }
    }
}

// "Z", nothing (read as UTC), or +hhmm / -hhmm.
std::optional<std::chrono::minutes> takeOffset(ByteView text) {
    if (text.empty() || (text.size() == 1 && text.front() == 'Z')) {
        return std::chrono::minutes{0};
    }
    if (text.size() != 5 || (text.front() != '+' && text.front() != '-')) {
        return std::nullopt;
    }
    const int sign = text.front() == '+' ? 1 : -1;
    text = text.subspan(1);
    const auto hours = takeDigits(text, 2);
    const auto minutes = takeDigits(text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

std::optional<int> takeYear(ByteView& text, std::uint8_t tag) {
    if (tag != kTagUtcTime) {
        return takeDigits(text, 4);
    }
    const auto year = takeDigits(text, 2);
    if (!year) {
        return std::nullopt;
    }
    return *year < 50 ? 2000 + *year : 1900 + *year; // RFC 5280, 4.1.2.5.1
}

} // namespace

std::string oidText(ByteView content) {
    if (content.empty() || content.size() > kMaxOidOctets || (content.back() & 0x80U) != 0) {
        return {};
    }
    std::string text;
    text.reserve(content.size() * 3);
    std::uint64_t arc = 0;
    for (const std::uint8_t octet : content) {
        if (arc > (std::numeric_limits<std::uint64_t>::max() >> 7U)) {
            return {};
        }
        arc = (arc << 7U) | (octet & 0x7FU);
        if ((octet & 0x80U) != 0) {
            continue;
        }
        if (text.empty()) {
            const std::uint64_t root = arc < 80 ? arc / 40 : 2;
            appendArc(text, root);
            arc -= root * 40;
        }
        appendArc(text, arc);
        arc = 0;
    }
    return text;
}

std::optional<TimePoint> parseTime(std::uint8_t tag, ByteView text) {
    using namespace std::chrono;
    const auto year = takeYear(text, tag);
    const auto month = takeDigits(text, 2);
    const auto day = takeDigits(text, 2);
    const auto hour = takeDigits(text, 2);
    const auto minute = takeDigits(text, 2);
    if (!year || !month || !day || !hour || !minute || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    int second = 0;
    if (startsWithDigit(text)) {
        const auto given = takeDigits(text, 2);
        if (!given || *given > 59) {
            return std::nullopt;
        }
        second = *given;
    }
    dropFraction(text);
    const auto offset = takeOffset(text);
    const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!offset || !date.ok()) {
        return std::nullopt;
    }
    return sys_days{date} + hours{*hour} + minutes{*minute} + seconds{second} - *offset;
}

std::optional<std::uint64_t> parseUnsigned(ByteView content) {
    if (content.empty() || (content.front() & 0x80U) != 0) {
        return std::nullopt;
    }
    while (content.size() > 1 && content.front() == 0) {
        content = content.subspan(1);
    }
    if (content.size() > sizeof(std::uint64_t)) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const std::uint8_t octet : content) {
        value = (value << 8U) | octet;
    }
    return value;
}

int bitLength(ByteView content) {
    while (!content.empty() && content.front() == 0) {
        content = content.subspan(1);
    }
    constexpr std::size_t kMaxOctets = 1U << 20U; // keeps the product inside int
    if (content.empty() || content.size() > kMaxOctets) {
        return 0;
    }
    return static_cast<int>((content.size() - 1) * 8) + static_cast<int>(std::bit_width(content.front()));
}

ByteView bitStringOctets(ByteView content) {
    if (content.empty() || content.front() > 7) {
        return {};
    }
    return content.subspan(1);
}

} // namespace reseal::crypto
