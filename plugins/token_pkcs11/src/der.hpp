// SPDX-License-Identifier: Apache-2.0
// As much DER as a token plugin meets: read without recursion and within bounds, written in small pieces. Any thread.
#pragma once

#include <reseal/cxx/values.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace token_pkcs11::der {

using reseal::sdk::Bytes;

inline constexpr std::uint8_t kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kNull = 0x05, kOid = 0x06,
                              kSequence = 0x30, kSet = 0x31;

struct Element {
    std::uint8_t tag = 0;
    std::string_view whole;   // with tag and length
    std::string_view content; // without
};

// Goes through the elements that stand side by side.
class Reader {
public:
    explicit Reader(std::string_view der) : rest_(der) {}

    bool atEnd() const { return rest_.empty(); }
    std::optional<Element> next();                 // nothing: the end, or no DER
    std::optional<Element> next(std::uint8_t tag); // nothing, and nothing taken, where another tag stands

private:
    std::string_view rest_;
};

// The one element at the beginning; what follows it is passed over (tokens pad what they store).
std::optional<Element> first(std::string_view der, std::uint8_t tag);

Bytes element(std::uint8_t tag, std::string_view content);
Bytes sequence(const std::vector<Bytes>& parts);
Bytes unsignedInteger(std::string_view bigEndian); // leading zeros are dropped
Bytes bitString(std::string_view bits);
Bytes oid(std::string_view content);

} // namespace token_pkcs11::der
