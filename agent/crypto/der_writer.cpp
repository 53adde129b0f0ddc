// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_writer.hpp"

#include <charconv>
#include <limits>
#include <stdexcept>
#include <vector>

namespace reseal::crypto {

namespace {

void appendLength(Bytes& out, std::size_t length) {
    if (length < 0x80U) {
        out.push_back(static_cast<std::uint8_t>(length));
        return;
    }
    int octets = 1;
    while (octets < 8 && (length >> (8 * octets)) != 0) {
        ++octets;
    }
    out.push_back(static_cast<std::uint8_t>(0x80 + octets));
    while (octets-- > 0) {
        out.push_back(static_cast<std::uint8_t>(length >> (8 * octets)));
    }
}

void appendArc(Bytes& out, std::uint64_t arc) {
    int groups = 1;
    while (groups < 9 && (arc >> (7 * groups)) != 0) {
        ++groups;
    }
    while (groups-- > 0) {
        const auto more = static_cast<std::uint8_t>(groups > 0 ? 0x80U : 0U);
        out.push_back(static_cast<std::uint8_t>(more | ((arc >> (7 * groups)) & 0x7FU)));
    }
}

std::vector<std::uint64_t> arcsOf(std::string_view dotted) {
    std::vector<std::uint64_t> arcs;
    const char* at = dotted.data();
    const char* const end = dotted.data() + dotted.size();
    while (at != end) {
        std::uint64_t arc = 0;
        const auto [next, error] = std::from_chars(at, end, arc);
        const bool last = next == end;
        if (error != std::errc() || arc > (std::numeric_limits<std::uint64_t>::max() >> 1U) ||
            (!last && (*next != '.' || next + 1 == end))) {
            return {};
        }
        arcs.push_back(arc);
        at = last ? end : next + 1;
    }
    return arcs;
}

} // namespace

Bytes derElement(std::uint8_t tag, ByteView content) { return derElement(tag, {content}); }

Bytes derElement(std::uint8_t tag, std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (const ByteView part : parts) {
        size += part.size();
    }
    Bytes out;
    out.reserve(size + 10); // never grows: key bytes stay in one place
    out.push_back(tag);
    appendLength(out, size);
    for (const ByteView part : parts) {
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

Bytes derOid(std::string_view dotted) {
    const auto arcs = arcsOf(dotted);
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39)) {
        throw std::invalid_argument("not an object identifier");
    }
    Bytes content;
    appendArc(content, arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i) {
        appendArc(content, arcs[i]);
    }
    return derElement(kTagOid, content);
}

Bytes derInteger(std::uint64_t value) {
    Bytes magnitude;
    for (int shift = 56; shift >= 0; shift -= 8) {
        magnitude.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    return derUnsigned(magnitude);
}

Bytes derUnsigned(ByteView magnitude) {
    while (!magnitude.empty() && magnitude.front() == 0) {
        magnitude = magnitude.subspan(1);
    }
    constexpr std::uint8_t kZero = 0;
    const bool padded = magnitude.empty() || (magnitude.front() & 0x80U) != 0;
    return derElement(kTagInteger, {ByteView(&kZero, padded ? 1 : 0), magnitude});
}

Bytes derOctetString(ByteView content) { return derElement(kTagOctetString, content); }

Bytes derBitString(ByteView octets) {
    constexpr std::uint8_t kUnusedBits = 0;
    return derElement(kTagBitString, {ByteView(&kUnusedBits, 1), octets});
}

Bytes derNull() { return {0x05, 0x00}; }

Secret intoSecret(Bytes&& bytes) {
    Secret secret(std::string(bytes.begin(), bytes.end()));
    wipe(bytes.data(), bytes.size());
    bytes.clear();
    return secret;
}

} // namespace reseal::crypto
