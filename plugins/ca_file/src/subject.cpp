// SPDX-License-Identifier: Apache-2.0
#include "subject.hpp"

#include <algorithm>

namespace ca_file {

namespace {

using namespace std::string_view_literals;

constexpr char kUtf8 = 0x0C, kNumeric = 0x12, kPrintable = 0x13, kIa5 = 0x16;

struct Attribute {
    std::string_view name, oid;
    char type;
    std::string_view prefix; // Kazakhstan's CAs write "IIN" and "BIN" before the digits
};

constexpr Attribute kAttributes[] = {{"country", "\x55\x04\x06"sv, kPrintable, ""},
                                     {"state", "\x55\x04\x08"sv, kUtf8, ""},
                                     {"locality", "\x55\x04\x07"sv, kUtf8, ""},
                                     {"street", "\x55\x04\x09"sv, kUtf8, ""},
                                     {"organization", "\x55\x04\x0A"sv, kUtf8, ""},
                                     {"bin", "\x55\x04\x0B"sv, kUtf8, "BIN"},
                                     {"title", "\x55\x04\x0C"sv, kUtf8, ""},
                                     {"common-name", "\x55\x04\x03"sv, kUtf8, ""},
                                     {"surname", "\x55\x04\x04"sv, kUtf8, ""},
                                     {"given-name", "\x55\x04\x2A"sv, kUtf8, ""},
                                     {"iin", "\x55\x04\x05"sv, kPrintable, "IIN"},
                                     {"inn", "\x2A\x85\x03\x03\x81\x03\x01\x01"sv, kNumeric, ""},
                                     {"innle", "\x2A\x85\x03\x64\x04"sv, kNumeric, ""},
                                     {"snils", "\x2A\x85\x03\x64\x03"sv, kNumeric, ""},
                                     {"ogrn", "\x2A\x85\x03\x64\x01"sv, kNumeric, ""},
                                     {"ogrnip", "\x2A\x85\x03\x64\x05"sv, kNumeric, ""},
                                     {"email", "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01"sv, kIa5, ""}};

std::string element(char tag, std::string_view content) {
    std::string out(1, tag);
    const std::size_t size = content.size();
    if (size >= 0x100)
        out.append("\x82").append(1, static_cast<char>(size >> 8));
    else if (size >= 0x80)
        out.append("\x81");
    out.append(1, static_cast<char>(size & 0xFF));
    return out.append(content);
}

// What does not fit the narrow type of its attribute is written as UTF-8, which every reader takes.
char typeFor(const Attribute& attribute, std::string_view value) {
    const auto fits = [&](char c) {
        const bool digit = c >= '0' && c <= '9', letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return attribute.type == kNumeric     ? digit || c == ' '
               : attribute.type == kPrintable ? digit || letter || " '()+,-./:=?"sv.find(c) != std::string_view::npos
                                              : static_cast<unsigned char>(c) < 0x80;
    };
    return attribute.type == kUtf8 || !std::all_of(value.begin(), value.end(), fits) ? kUtf8 : attribute.type;
}

} // namespace

std::string subjectName(const std::function<std::string(std::string_view)>& value) {
    if (value("common-name").empty())
        return {};
    std::string names;
    for (const Attribute& attribute : kAttributes) {
        std::string text = value(attribute.name);
        if (text.empty() || text.size() > 1000)
            continue;
        text.insert(0, attribute.prefix);
        const std::string pair = element(0x06, attribute.oid) + element(typeFor(attribute, text), text);
        names += element(0x31, element(0x30, pair));
    }
    return element(0x30, names);
}

} // namespace ca_file
