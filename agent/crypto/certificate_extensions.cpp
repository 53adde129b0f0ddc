// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/certificate_extensions.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

namespace reseal::crypto {

namespace {

// Last octet of 2.5.29.n, in DER 55 1D n.
enum ExtensionId : std::uint8_t {
    kSubjectKeyIdentifier = 14,
    kKeyUsage = 15,
    kPrivateKeyUsagePeriod = 16,
    kSubjectAltName = 17,
    kBasicConstraints = 19,
    kCertificatePolicies = 32,
    kAuthorityKeyIdentifier = 35,
    kExtendedKeyUsage = 37,
};

Bytes toBytes(ByteView view) { return {view.begin(), view.end()}; }

std::optional<std::uint16_t> readKeyUsage(DerReader value) {
    const auto element = value.next(kTagBitString);
    if (!element) {
        return std::nullopt;
    }
    const ByteView octets = bitStringOctets(element->content);
    std::uint16_t usage = 0;
    for (unsigned bit = 0; bit < 9 && bit / 8 < octets.size(); ++bit) {
        if ((octets[bit / 8] & (0x80U >> (bit % 8))) != 0) {
            usage = static_cast<std::uint16_t>(usage | (1U << bit));
        }
    }
    return usage;
}

bool readPrivateKeyUsagePeriod(DerReader value, CertificateFacts& facts) {
    DerReader period = value.enter(kTagSequence);
    static_cast<void>(period.next(contextTag(0, false))); // notBefore
    const auto notAfter = period.next(contextTag(1, false));
    if (notAfter) {
        facts.privateKeyNotAfter = parseTime(kTagGeneralizedTime, notAfter->content);
        return facts.privateKeyNotAfter.has_value();
    }
    return true;
}

void readSubjectAltName(DerReader value, CertificateFacts& facts) {
    DerReader names = value.enter(kTagSequence);
    while (const auto name = names.next()) {
        if (name->tag == contextTag(1, false)) { // rfc822Name
            facts.emails.push_back(decodeText(kTagIa5String, name->content));
        }
    }
}

void readPolicies(DerReader value, CertificateFacts& facts) {
    DerReader policies = value.enter(kTagSequence);
    while (const auto policy = policies.next(kTagSequence)) {
        DerReader fields(policy->content, Encoding::ber);
        if (const auto oid = fields.next(kTagOid)) {
            facts.policies.push_back(oidText(oid->content));
        }
    }
}

void readExtendedKeyUsage(DerReader value, CertificateFacts& facts) {
    DerReader purposes = value.enter(kTagSequence);
    while (const auto purpose = purposes.next(kTagOid)) {
        facts.extendedKeyUsage.push_back(oidText(purpose->content));
    }
}

bool readBasicConstraints(DerReader value) {
    DerReader constraints = value.enter(kTagSequence);
    const auto ca = constraints.next(kTagBoolean);
    return ca && ca->content.size() == 1 && ca->content.front() != 0;
}

} // namespace

bool readExtension(ByteView oid, ByteView octets, CertificateFacts& facts) {
    if (oid.size() != 3 || oid[0] != 0x55 || oid[1] != 0x1D) {
        return true;
    }
    DerReader value(octets, Encoding::ber);
    switch (oid[2]) {
    case kSubjectKeyIdentifier:
        if (const auto id = value.next(kTagOctetString)) {
            facts.subjectKeyId = toBytes(id->content);
        }
        break;
    case kAuthorityKeyIdentifier:
        if (const auto id = value.enter(kTagSequence).next(contextTag(0, false))) {
            facts.authorityKeyId = toBytes(id->content);
        }
        break;
    case kKeyUsage:
        facts.keyUsage = readKeyUsage(value);
        break;
    case kPrivateKeyUsagePeriod:
        return readPrivateKeyUsagePeriod(value, facts);
    case kSubjectAltName:
        readSubjectAltName(value, facts);
        break;
    case kBasicConstraints:
        facts.isCa = readBasicConstraints(value);
        break;
    case kCertificatePolicies:
        readPolicies(value, facts);
        break;
    case kExtendedKeyUsage:
        readExtendedKeyUsage(value, facts);
        break;
    default:
        break;
    }
    return true;
}

} // namespace reseal::crypto
