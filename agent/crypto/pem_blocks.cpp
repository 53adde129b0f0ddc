// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pem_blocks.hpp"

#include <array>
#include <cstdint>

namespace reseal::crypto {

namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::size_t kMaxLabel = 64;

constexpr std::uint8_t kSpace = 0xFE;
constexpr std::uint8_t kInvalid = 0xFF;

constexpr std::array<std::uint8_t, 256> makeDecodingTable() {
    std::array<std::uint8_t, 256> table{};
    table.fill(kInvalid);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        table[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    for (const char space : {' ', '\t', '\r', '\n', '\v', '\f'}) {
        table[static_cast<std::uint8_t>(space)] = kSpace;
    }
    return table;
}

constexpr auto kDecoding = makeDecodingTable();

// What follows the first '=': only the right number of '=' and white space.
bool isPadding(std::string_view rest, std::size_t wanted) {
    std::size_t seen = 0;
    for (const char c : rest) {
        if (c == '=') {
            ++seen;
        } else if (kDecoding[static_cast<std::uint8_t>(c)] != kSpace) {
            return false;
        }
    }
    return seen == wanted;
}

} // namespace

std::optional<PemBlock> PemReader::next() {
    while (true) {
        const std::size_t begin = text_.find(kBegin, offset_);
        if (begin == std::string_view::npos) {
            offset_ = text_.size();
            return std::nullopt;
        }
        const std::size_t labelStart = begin + kBegin.size();
        const std::size_t labelLength = text_.substr(labelStart, kMaxLabel + kDashes.size()).find(kDashes);
        if (labelLength == std::string_view::npos) {
            offset_ = labelStart;
            continue;
        }
        PemBlock block;
        block.label = text_.substr(labelStart, labelLength);
        const std::size_t bodyStart = labelStart + labelLength + kDashes.size();
        const std::size_t bodyEnd = text_.find(kDashes, bodyStart);
        block.closed = bodyEnd != std::string_view::npos && text_.substr(bodyEnd, kEnd.size()) == kEnd;
        const std::size_t stop = bodyEnd == std::string_view::npos ? text_.size() : bodyEnd;
        block.body = text_.substr(bodyStart, stop - bodyStart);
        offset_ = stop;
        if (block.closed) {
            const std::size_t closing = text_.substr(stop + kEnd.size(), kMaxLabel + kDashes.size()).find(kDashes);
            block.closed = closing != std::string_view::npos;
            offset_ = stop + kEnd.size() + (block.closed ? closing + kDashes.size() : 0);
        }
        block.whole = text_.substr(begin, offset_ - begin);
        return block;
    }
}

std::optional<Bytes> decodeBase64(std::string_view text) {
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t group = 0;
    unsigned count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::uint8_t value = kDecoding[static_cast<std::uint8_t>(text[i])];
        if (value == kSpace) {
            continue;
        }
        if (value == kInvalid) {
            if (text[i] != '=' || count < 2 || !isPadding(text.substr(i), 4 - count)) {
                return std::nullopt;
            }
            group <<= 6U * (4 - count);
            for (unsigned octet = 0; octet + 1 < count; ++octet) {
                bytes.push_back(static_cast<std::uint8_t>(group >> (16U - 8U * octet)));
            }
            return bytes;
        }
        group = (group << 6U) | value;
        if (++count == 4) {
            bytes.push_back(static_cast<std::uint8_t>(group >> 16U));
            bytes.push_back(static_cast<std::uint8_t>(group >> 8U));
            bytes.push_back(static_cast<std::uint8_t>(group));
            group = 0;
            count = 0;
        }
    }
    if (count != 0) {
        return std::nullopt;
    }
    return bytes;
}

std::string_view withoutHeaders(std::string_view body) {
    while (true) {
        const std::size_t line = body.find_first_not_of(" \t\r\n");
        if (line == std::string_view::npos) {
            return {};
        }
        const std::size_t end = body.find('\n', line);
        const std::string_view text = body.substr(line, end == std::string_view::npos ? end : end - line);
        if (text.find(':') == std::string_view::npos || end == std::string_view::npos) {
            return body.substr(line);
        }
        body = body.substr(end + 1);
    }
}

} // namespace reseal::crypto
