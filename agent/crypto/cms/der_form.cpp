// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/der_form.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_writer.hpp"

namespace reseal::crypto {
namespace {

constexpr int kMaxDepth = 24;
constexpr std::uint8_t kConstructed = 0x20;
constexpr std::uint8_t kConstructedOctets = kTagOctetString | kConstructed;

// The content of an OCTET STRING that is constructed of segments.
bool appendSegments(ByteView content, Bytes& octets, int depth) {
    DerReader segments(content, Encoding::ber);
    while (const auto segment = segments.next()) {
        if (segment->tag == kTagOctetString) {
            octets.insert(octets.end(), segment->content.begin(), segment->content.end());
        } else if (segment->tag != kConstructedOctets || depth == 0 ||
                   !appendSegments(segment->content, octets, depth - 1)) {
            return false;
        }
    }
    return segments.atEnd();
}

bool append(const DerElement& element, Bytes& out, int depth) {
    if (depth == 0 || (element.tag & 0x1FU) == 0x1FU) { // attributes have no high tag numbers
        return false;
    }
    Bytes content;
    std::uint8_t tag = element.tag;
    if (tag == kConstructedOctets) {
        tag = kTagOctetString;
        if (!appendSegments(element.content, content, depth)) {
            return false;
        }
    } else if (element.constructed()) {
        DerReader parts(element.content, Encoding::ber);
        while (const auto part = parts.next()) {
            if (!append(*part, content, depth - 1)) {
                return false;
            }
        }
        if (!parts.atEnd()) {
            return false;
        }
    }
    const Bytes encoded = derElement(tag, element.constructed() ? ByteView(content) : element.content);
    out.insert(out.end(), encoded.begin(), encoded.end());
    return true;
}

} // namespace

std::optional<Bytes> derForm(ByteView element) {
    DerReader reader(element, Encoding::ber);
    const auto whole = reader.next();
    Bytes out;
    return whole && reader.atEnd() && append(*whole, out, kMaxDepth) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace reseal::crypto
