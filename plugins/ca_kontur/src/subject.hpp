// SPDX-License-Identifier: Apache-2.0
// The name in a qualified certificate: its parts as the CA gives them, their labels, and their DER
// (facts/gost-cryptopro-kontur.md 5.2). Any thread.
#pragma once

#include <reseal/cxx/values.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ca_kontur {

struct NamePart {
    std::string type;  // dotted OID
    std::string value; // UTF-8
};

inline constexpr std::size_t kMostParts = 30;

// Dotted, of at most 64 characters, in the form that DER can hold.
bool isOid(std::string_view dotted);

// DER of one element: tag, length, content.
std::string element(char tag, std::string_view content);
std::string oidElement(std::string_view dotted); // precondition: isOid

// DER Name; numbers as NumericString, as the order of the FSB has them, where they are of digits only.
std::string nameOf(const std::vector<NamePart>& parts);

// "INN of the person", or the OID itself.
reseal::sdk::Text labelOf(std::string_view type);

} // namespace ca_kontur
