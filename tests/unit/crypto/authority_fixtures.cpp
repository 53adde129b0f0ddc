// SPDX-License-Identifier: Apache-2.0
#include "authority_fixtures.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <algorithm>

namespace reseal::test {

using namespace crypto;

namespace {

constexpr std::uint8_t kCertificateAndListSigning = 0x06;
constexpr std::uint8_t kDigitalSignatureAndNonRepudiation = 0xC0;

Bytes text(std::uint8_t tag, std::string_view value) { return crypto::derElement(tag, asBytes(value)); }

PrivateKey kazakhKeyOf2004() {
    Bytes number(31, 0x5A); // below the order, whatever it is
    const Bytes random = need(need(PrivateKey::generate("ec-p256")).publicKeyInfo());
    std::copy_n(random.end() - 20, 20, number.begin());
    const Bytes pkcs8 = derSequence(
        {derInteger(0), gost::kazakhKeyAlgorithm(crypto::KeyKind::kzGost2004), derOctetString(derUnsigned(number))});
    return need(PrivateKey::fromPkcs8(pkcs8));
}

Bytes keyIdOf(ByteView publicKeyInfo) { return need(digestOf(DigestAlgorithm::sha1, publicKeyInfo)); }

Bytes extensionsOf(const IssueSpec& spec, ByteView own, ByteView issuer) {
    const std::uint8_t customary = spec.authority ? kCertificateAndListSigning : kDigitalSignatureAndNonRepudiation;
    const Bytes usage{kTagBitString, 2, 0, spec.usage != 0 ? spec.usage : customary};
    std::vector<Bytes> parts{
        extensionOf("2.5.29.15", usage, true), extensionOf("2.5.29.14", derOctetString(keyIdOf(own))),
        extensionOf("2.5.29.35", derSequence({crypto::derElement(contextTag(0, false), keyIdOf(issuer))}))};
    if (spec.authority) {
        parts.push_back(extensionOf("2.5.29.19", derSequence({Bytes{0x01, 0x01, 0xFF}}), true));
    }
    if (!spec.extendedUsage.empty()) {
        Bytes uses;
        for (const std::string& oid : spec.extendedUsage) {
            uses = joined({uses, derOid(oid)});
        }
        parts.push_back(extensionOf("2.5.29.37", derSequence({uses})));
    }
    parts.insert(parts.end(), spec.extensions.begin(), spec.extensions.end());
    return crypto::derElement(contextTag(3, true), derSequence({joined(parts)}));
}

} // namespace

PrivateKey makeKey(std::string_view algorithm) {
    return algorithm == "kz-gost-2004" ? kazakhKeyOf2004() : need(PrivateKey::generate(algorithm));
}

Bytes distinguishedName(const std::vector<std::pair<std::string, std::string>>& parts) {
    Bytes all;
    for (const auto& [oid, value] : parts) {
        all = joined({all, crypto::derElement(kTagSet, derSequence({derOid(oid), text(kTagUtf8String, value)}))});
    }
    return derSequence({all});
}

Bytes extensionOf(std::string_view oid, ByteView value, bool critical) {
    return derSequence({derOid(oid), critical ? Bytes{0x01, 0x01, 0xFF} : Bytes{}, derOctetString(value)});
}

Bytes generalizedTime(std::string_view value) { return text(kTagGeneralizedTime, value); }

Bytes signedBy(const PrivateKey& key, const Bytes& body) {
    const DigestAlgorithm digest = key.usualDigest();
    const Bytes signature = need(key.sign(digest, need(digestOf(digest, body))));
    return derSequence({body, key.signatureAlgorithm(digest), derBitString(signature)});
}

Issued issue(const IssueSpec& spec) {
    PrivateKey key = makeKey(spec.algorithm);
    const Bytes publicKey = need(key.publicKeyInfo());
    const PrivateKey& issuerKey = spec.issuer != nullptr ? spec.issuer->key : key;
    const Bytes subject = distinguishedName(spec.subject);
    Bytes issuer = subject;
    if (spec.issuer != nullptr) {
        const auto fields = readCertificateFields(spec.issuer->certificate);
        issuer.assign(fields->subject.begin(), fields->subject.end());
    }
    static std::uint64_t next = 5000;
    const Bytes serial = spec.serial.empty() ? derInteger(++next) : derUnsigned(spec.serial);
    const Bytes validity = derSequence({generalizedTime(spec.notBefore), generalizedTime(spec.notAfter)});
    const Bytes body = derSequence({crypto::derElement(contextTag(0, true), derInteger(2)), serial,
                                    issuerKey.signatureAlgorithm(issuerKey.usualDigest()), issuer, validity, subject,
                                    publicKey, extensionsOf(spec, publicKey, need(issuerKey.publicKeyInfo()))});
    Bytes certificate = signedBy(issuerKey, body);
    return {std::move(key), std::move(certificate)};
}

Issued authority(std::string algorithm, std::string name) {
    return issue({.algorithm = std::move(algorithm), .subject = {{"2.5.4.3", std::move(name)}}, .authority = true});
}

} // namespace reseal::test
