// SPDX-License-Identifier: Apache-2.0
// X.690. Lengths up to 3 bytes: nothing on a token is longer.
#include "der.hpp"

#include <algorithm>

namespace token_pkcs11::der {
namespace {

std::uint8_t byteAt(std::string_view der, std::size_t at) { return static_cast<std::uint8_t>(der[at]); }

// Size of tag and length, and of the content; nothing where they do not fit into `der`.
std::optional<std::pair<std::size_t, std::size_t>> sizesOf(std::string_view der) {
    if (der.size() < 2 || (byteAt(der, 0) & 0x1F) == 0x1F)
        return std::nullopt;
    const std::uint8_t lead = byteAt(der, 1);
    if (lead < 0x80)
        return std::pair<std::size_t, std::size_t>(2, lead);
    const std::size_t more = lead & 0x7F;
    if (more == 0 || more > 3 || der.size() < 2 + more)
        return std::nullopt;
    std::size_t size = 0;
    for (std::size_t i = 0; i < more; ++i)
        size = size << 8U | byteAt(der, 2 + i);
    return std::pair<std::size_t, std::size_t>(2 + more, size);
}

void append(Bytes& out, std::string_view more) { out.insert(out.end(), more.begin(), more.end()); }

} // namespace

std::optional<Element> Reader::next() {
    const auto sizes = sizesOf(rest_);
    if (!sizes || rest_.size() - sizes->first < sizes->second)
        return std::nullopt;
    const Element out{byteAt(rest_, 0), rest_.substr(0, sizes->first + sizes->second),
                      rest_.substr(sizes->first, sizes->second)};
    rest_.remove_prefix(out.whole.size());
    return out;
}

std::optional<Element> Reader::next(std::uint8_t tag) {
    if (rest_.empty() || byteAt(rest_, 0) != tag)
        return std::nullopt;
    return next();
}

std::optional<Element> first(std::string_view der, std::uint8_t tag) { return Reader(der).next(tag); }

Bytes element(std::uint8_t tag, std::string_view content) {
    Bytes out{tag};
    const std::size_t size = content.size();
    if (size >= 0x80) {
        const std::size_t more = size > 0xFFFF ? 3 : size > 0xFF ? 2 : 1;
        out.push_back(static_cast<std::uint8_t>(0x80 | more));
        for (std::size_t i = more; i-- > 1;)
            out.push_back(static_cast<std::uint8_t>(size >> 8 * i));
    }
    out.push_back(static_cast<std::uint8_t>(size));
    append(out, content);
    return out;
}

Bytes sequence(const std::vector<Bytes>& parts) {
    Bytes content;
    for (const Bytes& part : parts)
        append(content, reseal::sdk::view(part));
    return element(kSequence, reseal::sdk::view(content));
}

Bytes unsignedInteger(std::string_view bigEndian) {
    const std::size_t zeros = std::min(bigEndian.find_first_not_of('\0'), bigEndian.size());
    bigEndian.remove_prefix(zeros);
    std::string content;
    if (bigEndian.empty() || byteAt(bigEndian, 0) >= 0x80)
        content += '\0';
    return element(kInteger, content.append(bigEndian));
}

Bytes bitString(std::string_view bits) { return element(kBitString, std::string(1, '\0').append(bits)); }

Bytes oid(std::string_view content) { return element(kOid, content); }

} // namespace token_pkcs11::der
