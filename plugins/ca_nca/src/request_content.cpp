// SPDX-License-Identifier: Apache-2.0
#include "request_content.hpp"

namespace ca_nca {

namespace {

using namespace std::string_view_literals;

constexpr char kOctetString = 0x04, kOid = 0x06, kUtf8 = 0x0C, kPrintable = 0x13, kSequence = 0x30, kSet = 0x31,
               kRfc822Name = static_cast<char>(0x81);
constexpr auto kAltName = "\x55\x1D\x11"sv, kKeyStoreBranch = "\x2A\x83\x0E\x03\x03\x05"sv,
               kStorePkcs12 = "\x2A\x83\x0E\x03\x03\x05\x01\x01"sv;
constexpr auto kCommonName = "\x55\x04\x03"sv, kSerialNumber = "\x55\x04\x05"sv, kCountry = "\x55\x04\x06"sv;

std::string element(char tag, std::string_view content) {
    std::string length;
    for (std::size_t size = content.size(); size > 0; size >>= 8)
        length.insert(length.begin(), static_cast<char>(size & 0xFF));
    if (content.size() < 0x80)
        length.assign(1, static_cast<char>(content.size()));
    else
        length.insert(length.begin(), static_cast<char>(0x80 | length.size()));
    return tag + length + std::string(content);
}

std::string extension(std::string_view oid, std::string_view value) {
    return element(kSequence, element(kOid, oid) + element(kOctetString, value));
}

std::string part(std::string_view type, char tag, std::string_view value) {
    return element(kSet, element(kSequence, element(kOid, type) + element(tag, value)));
}

} // namespace

std::string extensionsOf(std::string_view email) {
    std::string all;
    if (!email.empty())
        all += extension(kAltName, element(kSequence, element(kRfc822Name, email)));
    all += extension(kKeyStoreBranch, element(kSequence, element(kOid, kStorePkcs12)));
    return element(kSequence, all);
}

std::string nameOf(std::string_view commonName, std::string_view iin) {
    return element(kSequence, part(kCommonName, kUtf8, commonName) +
                                  part(kSerialNumber, kPrintable, "IIN" + std::string(iin)) +
                                  part(kCountry, kPrintable, "KZ"));
}

} // namespace ca_nca
