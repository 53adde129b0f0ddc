// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/content_kind.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <string>
#include <string_view>

namespace reseal::crypto {

namespace {

// First tags inside an element, as many as are there even if it is cut off.
struct Shape {
    static constexpr std::size_t kMost = 4;
    DerElement elements[kMost];
    std::size_t count = 0;

    [[nodiscard]] std::uint8_t tag(std::size_t i) const { return i < count ? elements[i].tag : std::uint8_t{0}; }
};

// Descends into a header without needing its content to be complete.
ByteView contentPrefix(ByteView data) {
    if (data.size() < 2) {
        return {};
    }
    const std::size_t octets = data[1] > 0x80U ? data[1] & 0x7FU : 0;
    return octets > sizeof(std::uint64_t) || data.size() < 2 + octets ? ByteView{} : data.subspan(2 + octets);
}

Shape shapeOf(ByteView data) {
    Shape shape;
    ByteView rest = contentPrefix(data);
    while (shape.count < Shape::kMost && !rest.empty()) {
        DerReader reader(rest, Encoding::ber);
        if (const auto element = reader.next()) {
            shape.elements[shape.count++] = *element;
            rest = reader.rest();
            continue;
        }
        DerElement partial;
        partial.tag = rest.front();
        partial.whole = rest;
        shape.elements[shape.count++] = partial;
        break;
    }
    return shape;
}

bool isTime(std::uint8_t tag) { return tag == kTagUtcTime || tag == kTagGeneralizedTime; }

// SEQUENCE { toBeSigned, algorithm, BIT STRING }
ContentKind kindOfSigned(ByteView toBeSigned) {
    DerReader fields(contentPrefix(toBeSigned), Encoding::ber);
    static_cast<void>(fields.next(contextTag(0, true)));
    static_cast<void>(fields.next(kTagInteger));
    static_cast<void>(fields.next(kTagSequence));
    const std::uint8_t second = fields.peekTag();
    if (second != kTagSequence) {
        return ContentKind::unknown;
    }
    static_cast<void>(fields.next());
    if (isTime(fields.peekTag())) {
        return ContentKind::revocationList;
    }
    const bool attributes = fields.peekTag() == contextTag(0, true) || fields.atEnd();
    return attributes ? ContentKind::certificateRequest : ContentKind::certificate;
}

ContentKind kindOfMessage(const DerElement& type) {
    const std::string oid = oidText(type.content);
    if (oid == "1.2.840.113549.1.7.2") {
        return ContentKind::signedData;
    }
    if (oid == "1.2.840.113549.1.7.3" || oid == "1.2.840.113549.1.7.4" || oid == "1.2.840.113549.1.7.6" ||
        oid == "1.2.840.113549.1.9.16.1.23") {
        return ContentKind::encryptedData;
    }
    return oid.starts_with("1.2.840.113549.1.7.") || oid.starts_with("1.2.840.113549.1.9.16.1.")
               ? ContentKind::otherMessage
               : ContentKind::unknown;
}

ContentKind kindStartingWithInteger(const Shape& shape) {
    switch (shape.tag(1)) {
    case kTagSequence: {
        const bool pfx = shape.elements[0].content.size() == 1 && shape.elements[0].content[0] == 3;
        return pfx ? ContentKind::pkcs12 : ContentKind::pkcs8Key;
    }
    case kTagInteger:
    case kTagOctetString:
        return ContentKind::plainKey;
    default:
        return ContentKind::unknown;
    }
}

ContentKind kindStartingWithSequence(const Shape& shape) {
    const Shape first = shapeOf(shape.elements[0].whole);
    const bool algorithm = first.tag(0) == kTagOid;
    switch (shape.tag(1)) {
    case kTagOctetString:
        return algorithm ? ContentKind::encryptedKey : ContentKind::cryptoproHeader;
    case kTagBitString:
        return algorithm ? ContentKind::publicKey : ContentKind::unknown;
    case kTagSequence:
        return shape.count == 2 || shape.tag(2) == kTagBitString ? kindOfSigned(shape.elements[0].whole)
                                                                 : ContentKind::unknown;
    default:
        // Cut off inside the signed part.
        return shape.count == 1 && !algorithm ? kindOfSigned(shape.elements[0].whole) : ContentKind::unknown;
    }
}

} // namespace

Sniffed sniffContent(ByteView data) {
    Sniffed sniffed;
    if (data.empty() || data.front() != kTagSequence) {
        return sniffed;
    }
    DerReader reader(data, Encoding::ber);
    const auto whole = reader.next();
    sniffed.cutOff = !whole && reader.cutOff();
    const Shape shape = shapeOf(whole ? whole->whole : data);
    switch (shape.tag(0)) {
    case kTagOid:
        sniffed.kind = kindOfMessage(shape.elements[0]);
        break;
    case kTagInteger:
        sniffed.kind = kindStartingWithInteger(shape);
        break;
    case kTagSequence:
        sniffed.kind = kindStartingWithSequence(shape);
        break;
    default:
        break;
    }
    return sniffed;
}

} // namespace reseal::crypto
