// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cryptopro_header.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {

namespace {

// 1.2.643.2.2.37.3.10
constexpr std::array<std::uint8_t, 8> kKeyValidity = {0x2A, 0x85, 0x03, 0x02, 0x02, 0x25, 0x03, 0x0A};
constexpr std::uint8_t kSoftPassword = 0x80;     // kccaSoftPassword, bit 0 of the container attributes
constexpr std::uint8_t kPrimaryKeyAbsent = 0x20; // kccaPrimaryKeyAbsent, bit 2
constexpr std::size_t kMostCertificates = 2;     // [5] and [6]

// Extension ::= SEQUENCE { OID, critical BOOLEAN OPTIONAL, OCTET STRING { SEQUENCE { ... [1] notAfter } } }
std::optional<TimePoint> readKeyValidity(ByteView extensions) {
    DerReader list(extensions);
    while (const auto extension = list.next(kTagSequence)) {
        DerReader fields(extension->content);
        const auto oid = fields.next(kTagOid);
        static_cast<void>(fields.next(kTagBoolean));
        const auto value = fields.next(kTagOctetString);
        if (!oid || !value || !std::ranges::equal(oid->content, kKeyValidity)) {
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

struct Header {
    bool password = false;
    bool primaryAbsent = false;
    std::vector<CertificateFacts> certificates;
    std::vector<Bytes> fingerprints;
    std::optional<TimePoint> notAfter;
};

void readAttributes(ByteView bitString, Header& header) {
    const ByteView bits = bitStringOctets(bitString);
    const std::uint8_t first = bits.empty() ? std::uint8_t{0} : bits.front();
    header.password = (first & kSoftPassword) != 0;
    header.primaryAbsent = (first & kPrimaryKeyAbsent) != 0;
}

void addCertificate(ByteView der, Header& header) {
    if (header.certificates.size() >= kMostCertificates) {
        return;
    }
    auto facts = takeCertificate(Bytes(der.begin(), der.end()));
    if (facts) { // a damaged certificate does not hide the key
        header.certificates.push_back(std::move(facts).value());
    }
}

std::optional<Header> readContent(DerReader content) {
    Header header;
    bool attributesSeen = false;
    while (const auto element = content.next()) {
        if (element->tag == kTagBitString && !attributesSeen) {
            readAttributes(element->content, header);
            attributesSeen = true;
        } else if (element->tag == contextTag(5, false) || element->tag == contextTag(6, false)) {
            addCertificate(element->content, header);
        } else if (element->tag == contextTag(10, false) ||
                   (element->tag == contextTag(11, false) && element->content.size() == 8)) {
            const bool primary = element->tag == contextTag(10, false);
            if (element->content.size() == 8 && !(primary && header.primaryAbsent)) {
                header.fingerprints.emplace_back(element->content.begin(), element->content.end());
            }
        } else if (element->tag == contextTag(12, true)) {
            header.notAfter = readKeyValidity(element->content);
        }
    }
    return attributesSeen && !content.failed() ? std::make_optional(std::move(header)) : std::nullopt;
}

// A container whose header keeps no fingerprint still holds the keys of its certificates.
void addFingerprintsOfCertificates(Header& header) {
    if (!header.fingerprints.empty() || header.primaryAbsent) {
        return;
    }
    for (const CertificateFacts& certificate : header.certificates) {
        header.fingerprints.push_back(certificate.gostFingerprint);
    }
    if (header.fingerprints.empty()) {
        header.fingerprints.emplace_back(); // a key that nothing is known of
    }
}

FileKey keyOf(const Bytes& fingerprint, const Header& header) {
    FileKey key;
    key.gostFingerprint = fingerprint;
    key.locked = header.password;
    key.notAfter = header.notAfter;
    for (const CertificateFacts& certificate : header.certificates) {
        if (!fingerprint.empty() && certificate.gostFingerprint == fingerprint) {
            key.spkiSha256 = certificate.spkiSha256;
        }
    }
    return key;
}

} // namespace

Result<FileContents> readCryptoproHeader(ByteView data) {
    DerReader outer(data);
    DerReader container = outer.enter(kTagSequence);
    DerReader fields = container.enter(kTagSequence);
    if (outer.cutOff()) {
        return Error{Category::damaged, "decode_failed", N_("the file is cut off"), {}};
    }
    auto header = readContent(fields);
    if (!header) {
        return Error{Category::damaged, "decode_failed", N_("this is not the header of a CryptoPro key container"), {}};
    }
    addFingerprintsOfCertificates(*header);
    FileContents contents;
    contents.format = Format::cryptoproHeader;
    for (const Bytes& fingerprint : header->fingerprints) {
        contents.keys.push_back(keyOf(fingerprint, *header));
    }
    contents.certificates = std::move(header->certificates);
    if (contents.keys.empty() && contents.certificates.empty()) {
        return Error{Category::damaged, "no_certificate_found", N_("the key container is empty"), {}};
    }
    return contents;
}

} // namespace reseal::crypto
