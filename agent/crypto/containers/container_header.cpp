// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/containers/container_header.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/block_cipher.hpp"

#include <algorithm>
#include <vector>

namespace reseal::crypto {

namespace {

constexpr std::uint8_t kSoftPassword = 0x80;     // kccaSoftPassword, bit 0 of the container attributes
constexpr std::uint8_t kReservePrimary = 0x40;   // kccaReservePrimary, bit 1
constexpr std::uint8_t kPrimaryKeyAbsent = 0x20; // kccaPrimaryKeyAbsent, bit 2
constexpr std::uint8_t kExportable = 0x80;       // of the key attributes
constexpr std::uint8_t kExchange = 0x20;
constexpr std::size_t kFingerprintOctets = 8;
constexpr std::size_t kMostElements = 64;
constexpr std::uint8_t kTagPasswordCheck = contextTag(2, false);
constexpr std::string_view kContainerAlgorithm = "1.2.643.2.2.37.2.1";
constexpr std::string_view kKeyValidity = "1.2.643.2.2.37.3.10";

// Where each element of the content stands; what is not listed keeps its place.
constexpr std::array<std::uint8_t, 13> kOrder = {
    contextTag(0, true),   kTagIa5String,         kTagBitString,        kTagSequence,         kTagPasswordCheck,
    contextTag(3, true),   contextTag(4, true),   contextTag(5, false), contextTag(6, false), contextTag(7, false),
    contextTag(10, false), contextTag(11, false), contextTag(12, true)};

std::optional<ContainerMac> macOf(ByteView octets) {
    ContainerMac mac{};
    if (octets.size() != mac.size()) {
        return std::nullopt;
    }
    std::ranges::copy(octets, mac.begin());
    return mac;
}

// Extension ::= SEQUENCE { OID, critical BOOLEAN OPTIONAL, OCTET STRING { SEQUENCE { ... [1] notAfter } } }
std::optional<TimePoint> readKeyValidity(ByteView extensions) {
    DerReader list(extensions);
    while (const auto extension = list.next(kTagSequence)) {
        DerReader fields(extension->content);
        const auto oid = fields.next(kTagOid);
        static_cast<void>(fields.next(kTagBoolean));
        const auto value = fields.next(kTagOctetString);
        if (!oid || !value || oidText(oid->content) != kKeyValidity) {
            continue;
        }
        DerReader octets(value->content);
        DerReader period = octets.enter(kTagSequence);
        static_cast<void>(period.next(contextTag(0, false)));
        if (const auto notAfter = period.next(contextTag(1, false))) {
            return parseTime(kTagGeneralizedTime, notAfter->content);
        }
    }
    return std::nullopt;
}

// SEQUENCE content { BIT STRING keyAttrs, [0] { OID, SEQUENCE { curve, ... } } }
void readKeyParameters(ByteView content, ContainerKeyFacts& key) {
    DerReader fields(content);
    const auto attributes = fields.next(kTagBitString);
    const ByteView bits = attributes ? bitStringOctets(attributes->content) : ByteView();
    key.exportable = !bits.empty() && (bits.front() & kExportable) != 0;
    DerReader algorithm = fields.enter(contextTag(0, true));
    const auto oid = algorithm.next(kTagOid);
    const auto parameters = algorithm.next(kTagSequence);
    if (!oid || !parameters) {
        return;
    }
    DerReader inner(parameters->content);
    const auto curve = inner.next(kTagOid);
    key.algorithm = oidText(oid->content);
    key.curve = curve ? oidText(curve->content) : std::string();
    key.parameters.assign(parameters->whole.begin(), parameters->whole.end());
}

void readAttributes(ByteView bitString, ContainerHeader& header) {
    const ByteView bits = bitStringOctets(bitString);
    const std::uint8_t first = bits.empty() ? std::uint8_t{0} : bits.front();
    header.password = (first & kSoftPassword) != 0;
    header.reserve = (first & kReservePrimary) != 0;
    header.primaryAbsent = (first & kPrimaryKeyAbsent) != 0;
}

Bytes copied(ByteView view) { return {view.begin(), view.end()}; }

void readElement(const DerElement& element, ContainerHeader& header) {
    const bool fingerprint = element.content.size() == kFingerprintOctets;
    switch (element.tag) {
    case kTagSequence:
        readKeyParameters(element.content, header.primary);
        break;
    case kTagPasswordCheck:
        header.passwordCheck = macOf(element.content);
        if (header.passwordCheck == ContainerMac{}) {
            header.passwordCheck.reset();
        }
        break;
    case contextTag(4, true):
        header.secondaryKnown = true;
        readKeyParameters(element.content, header.secondary);
        break;
    case contextTag(5, false):
        header.primary.certificate = copied(element.content);
        break;
    case contextTag(6, false):
        header.secondary.certificate = copied(element.content);
        break;
    case contextTag(10, false):
        header.primary.fingerprint = fingerprint ? copied(element.content) : Bytes();
        break;
    case contextTag(11, false):
        header.secondary.fingerprint = fingerprint ? copied(element.content) : Bytes();
        header.secondaryKnown = header.secondaryKnown || fingerprint;
        break;
    case contextTag(12, true):
        header.notAfter = readKeyValidity(element.content);
        break;
    default:
        break;
    }
}

bool readContent(ByteView content, ContainerHeader& header) {
    DerReader elements(content);
    bool attributesSeen = false;
    std::size_t count = 0;
    while (const auto element = elements.next()) {
        if (++count > kMostElements) {
            return false;
        }
        if (element->tag == kTagBitString && !attributesSeen) {
            readAttributes(element->content, header);
            attributesSeen = true;
        } else {
            readElement(*element, header);
        }
    }
    return attributesSeen && !elements.failed();
}

ContainerMac contentMac(ByteView content, bool gost2001) {
    const std::array<std::uint8_t, gost::kKeyBytes> zeros{};
    return gost::imit(gost2001 ? gost::SBox::cryptoProA : gost::SBox::tc26Z, zeros, {}, content);
}

Bytes wholeFile(ByteView content, bool gost2001) {
    return derSequence({content, derOctetString(contentMac(content, gost2001))});
}

using Elements = std::vector<Bytes>;

std::size_t rankOf(std::uint8_t tag) {
    return static_cast<std::size_t>(std::ranges::find(kOrder, tag) - kOrder.begin());
}

// Puts `element` in place of the one with its tag, or where its turn is; an empty one takes it out.
void put(Elements& elements, std::uint8_t tag, Bytes element) {
    const auto at = std::ranges::find_if(elements, [tag](const Bytes& one) { return one.front() == tag; });
    if (at != elements.end() && element.empty()) {
        elements.erase(at);
    } else if (at != elements.end()) {
        *at = std::move(element);
    } else if (!element.empty()) {
        const auto later = std::ranges::find_if(elements, [tag](const Bytes& one) {
            const std::size_t rank = rankOf(one.front());
            return rank < kOrder.size() && rank > rankOf(tag);
        });
        elements.insert(later, std::move(element));
    }
}

Bytes joined(const Elements& elements) {
    Bytes all;
    for (const Bytes& element : elements) {
        all.insert(all.end(), element.begin(), element.end());
    }
    return derElement(kTagSequence, all);
}

std::string twoDigits(unsigned value) {
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string generalizedTime(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    return twoDigits(year / 100) + twoDigits(year % 100) + twoDigits(static_cast<unsigned>(date.month())) +
           twoDigits(static_cast<unsigned>(date.day())) + twoDigits(static_cast<unsigned>(clock.hours().count())) +
           twoDigits(static_cast<unsigned>(clock.minutes().count())) +
           twoDigits(static_cast<unsigned>(clock.seconds().count())) + "Z";
}

Bytes validityElement(TimePoint end) {
    const std::string text = generalizedTime(end);
    const Bytes period = derSequence({derElement(contextTag(1, false), asBytes(text))});
    return derElement(contextTag(12, true), {derSequence({derOid(kKeyValidity), derOctetString(period)})});
}

} // namespace

bool ContainerKeyFacts::isGost2001() const {
    return algorithm == "1.2.643.2.2.98" || algorithm == "1.2.643.2.2.19" || algorithm == "1.2.643.2.2.96";
}

Result<ContainerHeader> readContainerHeader(ByteView file) {
    DerReader outer(file);
    DerReader container = outer.enter(kTagSequence);
    const auto content = container.next(kTagSequence);
    if (outer.cutOff()) {
        return Error{Category::damaged, "decode_failed", N_("the file is cut off"), {}};
    }
    ContainerHeader header;
    if (!content || !readContent(content->content, header)) {
        return Error{Category::damaged, "decode_failed", N_("this is not the header of a CryptoPro key container"), {}};
    }
    header.content = copied(content->whole);
    if (const auto mac = container.next(kTagOctetString)) {
        header.mac = macOf(mac->content).value_or(ContainerMac{});
    }
    return header;
}

bool macHolds(const ContainerHeader& header) {
    return contentMac(header.content, header.primary.isGost2001() || header.secondary.isGost2001()) == header.mac;
}

Bytes changedHeader(const ContainerHeader& header, const HeaderChange& change) {
    Elements elements;
    DerReader outer(header.content);
    DerReader content = outer.enter(kTagSequence);
    while (const auto element = content.next()) {
        elements.push_back(copied(element->whole));
        Bytes& kept = elements.back();
        if (element->tag == kTagBitString && element->content.size() >= 2 && change.password) {
            std::uint8_t& bits = kept[kept.size() - element->content.size() + 1];
            bits = static_cast<std::uint8_t>(*change.password ? bits | kSoftPassword : bits & ~kSoftPassword);
        }
    }
    if (change.passwordCheck) {
        put(elements, kTagPasswordCheck,
            *change.passwordCheck ? derElement(kTagPasswordCheck, **change.passwordCheck) : Bytes());
    }
    if (change.certificate) {
        const std::uint8_t tag = contextTag(change.ofSecondary ? 6 : 5, false);
        put(elements, tag, change.certificate->empty() ? Bytes() : derElement(tag, *change.certificate));
    }
    return wholeFile(joined(elements), header.primary.isGost2001() || header.secondary.isGost2001());
}

Bytes makeHeader(const NewHeader& spec) {
    const auto containerBits = static_cast<std::uint8_t>(kReservePrimary | (spec.password ? kSoftPassword : 0U));
    const auto keyBits = static_cast<std::uint8_t>(kExchange | (spec.exportable ? kExportable : 0U));
    const Bytes algorithm = derElement(contextTag(0, true), {derOid(spec.algorithm), spec.parameters});
    Elements elements = {
        derElement(contextTag(0, true), derOid(kContainerAlgorithm)),
        derElement(kTagBitString, Bytes{0x06, containerBits}),
        derSequence({derElement(kTagBitString, Bytes{0x05, keyBits}), algorithm}),
        derElement(contextTag(10, false), spec.fingerprint),
    };
    if (spec.passwordCheck) {
        put(elements, kTagPasswordCheck, derElement(kTagPasswordCheck, *spec.passwordCheck));
    }
    if (!spec.certificate.empty()) {
        put(elements, contextTag(5, false), derElement(contextTag(5, false), spec.certificate));
    }
    if (spec.notAfter) {
        put(elements, contextTag(12, true), validityElement(*spec.notAfter));
    }
    ContainerKeyFacts key;
    key.algorithm = spec.algorithm;
    return wholeFile(joined(elements), key.isGost2001());
}

} // namespace reseal::crypto
