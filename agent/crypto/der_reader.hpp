// SPDX-License-Identifier: Apache-2.0
// Walks BER and DER (X.690) element by element over borrowed bytes, without copies, recursion or allocation. Any
// thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace reseal::crypto {

// Identifier octets of the elements that this program meets.
enum DerTag : std::uint8_t {
    kTagBoolean = 0x01,
    kTagInteger = 0x02,
    kTagBitString = 0x03,
    kTagOctetString = 0x04,
    kTagOid = 0x06,
    kTagEnumerated = 0x0A,
    kTagUtf8String = 0x0C,
    kTagNumericString = 0x12,
    kTagPrintableString = 0x13,
    kTagT61String = 0x14,
    kTagIa5String = 0x16,
    kTagUtcTime = 0x17,
    kTagGeneralizedTime = 0x18,
    kTagUniversalString = 0x1C,
    kTagBmpString = 0x1E,
    kTagSequence = 0x30,
    kTagSet = 0x31,
};

// Identifier octet of [number], number < 31.
constexpr std::uint8_t contextTag(unsigned number, bool constructed) {
    return static_cast<std::uint8_t>(0x80U | (constructed ? 0x20U : 0U) | number);
}

enum class Encoding : std::uint8_t { der, ber }; // ber also takes indefinite and padded lengths

struct DerElement {
    std::uint8_t tag = 0; // first identifier octet
    ByteView content;     // without the end-of-contents octets
    ByteView whole;       // from the identifier to the last octet

    [[nodiscard]] bool constructed() const { return (tag & 0x20U) != 0; }
};

class DerReader {
public:
    // Elements of indefinite length nested deeper than this are refused.
    static constexpr std::size_t kMaxDepth = 64;

    explicit DerReader(ByteView data, Encoding encoding = Encoding::der) : rest_(data), encoding_(encoding) {}

    // The next element, or nothing at the end and from the first malformed element on.
    [[nodiscard]] std::optional<DerElement> next();
    // The next element if it has this tag; otherwise nothing, and the reader stays where it is.
    [[nodiscard]] std::optional<DerElement> next(std::uint8_t tag);
    // A reader of the content of the next element if it has this tag; an exhausted, failed one otherwise.
    [[nodiscard]] DerReader enter(std::uint8_t tag);

    [[nodiscard]] bool atEnd() const { return rest_.empty() && !failed_; }
    [[nodiscard]] bool failed() const { return failed_; }
    // The failure is that the data ends before the element does.
    [[nodiscard]] bool cutOff() const { return cutOff_; }
    [[nodiscard]] std::uint8_t peekTag() const { return rest_.empty() || failed_ ? std::uint8_t{0} : rest_.front(); }
    [[nodiscard]] ByteView rest() const { return rest_; }

private:
    struct Header {
        std::uint8_t tag = 0;
        std::size_t size = 0; // of identifier and length octets
        std::size_t length = 0;
        bool indefinite = false;
    };

    [[nodiscard]] std::optional<Header> readHeader(ByteView data);
    [[nodiscard]] std::optional<Header> readLength(ByteView data, Header header);
    [[nodiscard]] std::optional<std::size_t> indefiniteLength(ByteView content);
    [[nodiscard]] std::nullopt_t fail(bool cutOff);

    ByteView rest_;
    Encoding encoding_;
    bool failed_ = false;
    bool cutOff_ = false;
};

} // namespace reseal::crypto
