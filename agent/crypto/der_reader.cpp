// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_reader.hpp"

namespace reseal::crypto {

namespace {

constexpr std::size_t kMaxIdentifierOctets = 6;

} // namespace

std::nullopt_t DerReader::fail(bool cutOff) {
    failed_ = true;
    cutOff_ = cutOff;
    rest_ = {};
    return std::nullopt;
}

std::optional<DerReader::Header> DerReader::readHeader(ByteView data) {
    if (data.empty()) {
        return fail(true);
    }
    Header header;
    header.tag = data[0];
    header.size = 1;
    if ((header.tag & 0x1FU) == 0x1FU) { // high tag number: skipped over, never of use here
        do {
            if (header.size >= kMaxIdentifierOctets) {
                return fail(false);
            }
            if (header.size >= data.size()) {
                return fail(true);
            }
        } while ((data[header.size++] & 0x80U) != 0);
    }
    return readLength(data, header);
}

std::optional<DerReader::Header> DerReader::readLength(ByteView data, Header header) {
    if (header.size >= data.size()) {
        return fail(true);
    }
    const std::uint8_t first = data[header.size++];
    if (first < 0x80U) {
        header.length = first;
        return header;
    }
    if (first == 0x80U) {
        if (encoding_ != Encoding::ber || (header.tag & 0x20U) == 0) {
            return fail(false);
        }
        header.indefinite = true;
        return header;
    }
    const std::size_t octets = first & 0x7FU;
    if (octets > sizeof(std::uint64_t)) {
        return fail(false);
    }
    if (data.size() - header.size < octets) {
        return fail(true);
    }
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < octets; ++i) {
        length = (length << 8U) | data[header.size++];
    }
    const bool minimal = length >= 0x80U && (length >> (8U * (octets - 1))) != 0;
    if ((encoding_ == Encoding::der && !minimal) || length > SIZE_MAX / 2) {
        return fail(false);
    }
    header.length = static_cast<std::size_t>(length);
    return header;
}

// Bytes before the end-of-contents octets that close the element. One pass; definite elements are jumped over.
std::optional<std::size_t> DerReader::indefiniteLength(ByteView content) {
    std::size_t offset = 0;
    std::size_t depth = 1;
    while (true) {
        const auto header = readHeader(content.subspan(offset));
        if (!header) {
            return std::nullopt;
        }
        if (header->tag == 0) {
            if (header->length != 0) {
                return fail(false);
            }
            if (--depth == 0) {
                return offset;
            }
        } else if (header->indefinite && ++depth > kMaxDepth) {
            return fail(false);
        }
        if (content.size() - offset - header->size < header->length) {
            return fail(true);
        }
        offset += header->size + header->length;
    }
}

std::optional<DerElement> DerReader::next() {
    if (failed_ || rest_.empty()) {
        return std::nullopt;
    }
    const ByteView data = rest_;
    const auto header = readHeader(data);
    if (!header) {
        return std::nullopt;
    }
    DerElement element;
    element.tag = header->tag;
    if (header->indefinite) {
        const auto length = indefiniteLength(data.subspan(header->size));
        if (!length) {
            return std::nullopt;
        }
        element.content = data.subspan(header->size, *length);
        element.whole = data.first(header->size + *length + 2);
    } else {
        if (data.size() - header->size < header->length) {
            return fail(true);
        }
        element.content = data.subspan(header->size, header->length);
        element.whole = data.first(header->size + header->length);
    }
    rest_ = data.subspan(element.whole.size());
    return element;
}

std::optional<DerElement> DerReader::next(std::uint8_t tag) {
    if (failed_ || rest_.empty() || rest_.front() != tag) {
        return std::nullopt;
    }
    return next();
}

DerReader DerReader::enter(std::uint8_t tag) {
    const auto element = next(tag);
    DerReader inner(element ? element->content : ByteView{}, encoding_);
    if (!element) {
        inner.failed_ = true;
        inner.cutOff_ = cutOff_;
    }
    return inner;
}

} // namespace reseal::crypto
