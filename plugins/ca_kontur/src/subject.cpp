// SPDX-License-Identifier: Apache-2.0
#include "subject.hpp"

#include <algorithm>

namespace ca_kontur {

using reseal::sdk::Text;

namespace {

constexpr char kUtf8 = 0x0C, kNumeric = 0x12, kPrintable = 0x13, kIa5 = 0x16;

struct Kind {
    std::string_view type;
    char string;
    const char *en, *ru, *kk;
};

constexpr Kind kKinds[] = {
    {"2.5.4.3", kUtf8, "Name", "Общее имя", "Жалпы аты"},
    {"2.5.4.4", kUtf8, "Surname", "Фамилия", "Тегі"},
    {"2.5.4.42", kUtf8, "Given name and patronymic", "Имя и отчество", "Аты және әкесінің аты"},
    {"2.5.4.6", kPrintable, "Country", "Страна", "Ел"},
    {"2.5.4.8", kUtf8, "Region", "Регион", "Аймақ"},
    {"2.5.4.7", kUtf8, "Town", "Населённый пункт", "Елді мекен"},
    {"2.5.4.9", kUtf8, "Street", "Адрес", "Көше"},
    {"2.5.4.10", kUtf8, "Organization", "Организация", "Ұйым"},
    {"2.5.4.11", kUtf8, "Department", "Подразделение", "Бөлімше"},
    {"2.5.4.12", kUtf8, "Position", "Должность", "Лауазымы"},
    {"2.5.4.5", kPrintable, "Serial number of the name", "Серийный номер имени", "Аттың сериялық нөмірі"},
    {"1.2.643.3.131.1.1", kNumeric, "INN", "ИНН", "ИНН"},
    {"1.2.643.100.4", kNumeric, "INN of the organization", "ИНН ЮЛ", "Ұйымның ИНН-і"},
    {"1.2.643.100.3", kNumeric, "SNILS", "СНИЛС", "СНИЛС"},
    {"1.2.643.100.1", kNumeric, "OGRN", "ОГРН", "ОГРН"},
    {"1.2.643.100.5", kNumeric, "OGRNIP", "ОГРНИП", "ОГРНИП"},
    {"1.2.840.113549.1.9.1", kIa5, "E-mail", "Электронная почта", "Электрондық пошта"},
};

const Kind* find(std::string_view type) {
    const auto* const at =
        std::find_if(std::begin(kKinds), std::end(kKinds), [type](const Kind& kind) { return kind.type == type; });
    return at == std::end(kKinds) ? nullptr : at;
}

// What does not fit the narrow type of its part is written as UTF-8, which every reader takes.
char stringFor(std::string_view type, std::string_view value) {
    const Kind* const kind = find(type);
    const char wanted = kind == nullptr ? kUtf8 : kind->string;
    const bool fits = std::all_of(value.begin(), value.end(), [wanted](char c) {
        const bool digit = c >= '0' && c <= '9', letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return wanted == kNumeric     ? digit
               : wanted == kPrintable ? digit || letter || std::string_view(" '()+,-./:=?").find(c) != std::string::npos
                                      : static_cast<unsigned char>(c) < 0x80;
    });
    return fits ? wanted : kUtf8;
}

// Nothing where the text is no dotted OID that fits.
std::vector<std::uint64_t> arcsOf(std::string_view dotted) {
    std::vector<std::uint64_t> arcs;
    if (dotted.empty() || dotted.size() > 64)
        return {};
    for (std::size_t at = 0; at <= dotted.size();) {
        const std::size_t end = std::min(dotted.find('.', at), dotted.size());
        const std::string_view digits = dotted.substr(at, end - at);
        if (digits.empty() || digits.size() > 10 || (digits.size() > 1 && digits[0] == '0') ||
            digits.find_first_not_of("0123456789") != std::string_view::npos)
            return {};
        std::uint64_t arc = 0;
        for (const char c : digits)
            arc = arc * 10 + static_cast<std::uint64_t>(c - '0');
        arcs.push_back(arc);
        at = end + 1;
    }
    return arcs.size() >= 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40) ? arcs : std::vector<std::uint64_t>();
}

} // namespace

bool isOid(std::string_view dotted) { return !arcsOf(dotted).empty(); }

std::string element(char tag, std::string_view content) {
    std::string out(1, tag);
    const std::size_t size = content.size();
    if (size >= 0x10000)
        out.append("\x83").append(1, static_cast<char>(size >> 16)).append(1, static_cast<char>(size >> 8));
    else if (size >= 0x100)
        out.append("\x82").append(1, static_cast<char>(size >> 8));
    else if (size >= 0x80)
        out.append("\x81");
    out.append(1, static_cast<char>(size & 0xFF));
    return out.append(content);
}

std::string oidElement(std::string_view dotted) {
    const std::vector<std::uint64_t> arcs = arcsOf(dotted);
    std::string content;
    for (std::size_t i = 1; i < arcs.size(); ++i) {
        std::uint64_t arc = i == 1 ? arcs[0] * 40 + arcs[1] : arcs[i];
        std::string part(1, static_cast<char>(arc & 0x7F));
        for (arc >>= 7; arc > 0; arc >>= 7)
            part.insert(part.begin(), static_cast<char>(0x80 | (arc & 0x7F)));
        content += part;
    }
    return element(0x06, content);
}

std::string nameOf(const std::vector<NamePart>& parts) {
    std::string names;
    for (const NamePart& part : parts) {
        const std::string pair = oidElement(part.type) + element(stringFor(part.type, part.value), part.value);
        names += element(0x31, element(0x30, pair));
    }
    return element(0x30, names);
}

Text labelOf(std::string_view type) {
    const Kind* const kind = find(type);
    return kind == nullptr ? Text(std::string(type)) : Text(kind->en, kind->ru, kind->kk);
}

} // namespace ca_kontur
