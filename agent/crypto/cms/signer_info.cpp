// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/signer_info.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/der_form.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <set>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxTimeStamps = 8;

Error damagedSigner() {
    return {Category::damaged, "signer_damaged", N_("What the message says of a signer is damaged."), {}};
}

Bytes bytesOf(ByteView view) { return {view.begin(), view.end()}; }

struct Attribute {
    std::string oid;
    DerReader values;
};

// An attribute with its values still unread.
std::optional<Attribute> readAttribute(ByteView content) {
    DerReader parts(content, Encoding::ber);
    const auto oid = parts.next(kTagOid);
    const auto values = parts.next(kTagSet);
    if (!oid || !values || !parts.atEnd()) {
        return std::nullopt;
    }
    return Attribute{oidText(oid->content), DerReader(values->content, Encoding::ber)};
}

// Where a value is there, it is the only one.
std::optional<DerElement> onlyValue(DerReader values) {
    const auto value = values.next();
    return value && values.atEnd() ? value : std::nullopt;
}

// ESSCertID and ESSCertIDv2: the first of the certificates is the signer's.
std::optional<CertificateHash> readCertificateHash(const DerElement& signingCertificate, bool second) {
    DerReader certificates(signingCertificate.content, Encoding::ber);
    DerReader list = certificates.enter(kTagSequence);
    DerReader parts = list.enter(kTagSequence);
    CertificateHash hash{second ? DigestAlgorithm::sha256 : DigestAlgorithm::sha1, {}};
    if (second && parts.peekTag() == kTagSequence) {
        DerReader algorithm = parts.enter(kTagSequence);
        const auto oid = algorithm.next(kTagOid);
        hash.algorithm = oid ? digestNamed(oidText(oid->content)) : std::nullopt;
    }
    const auto value = parts.next(kTagOctetString);
    if (!value) {
        return std::nullopt;
    }
    hash.value = bytesOf(value->content);
    return hash;
}

// False where the value is damaged.
bool takeSigned(SignerInfo& info, const std::string& oid, const DerElement& value) {
    if (oid == cms::kContentType) {
        info.contentType = oidText(value.content);
        return value.tag == kTagOid && !info.contentType.empty();
    }
    if (oid == cms::kMessageDigest) {
        info.messageDigest = bytesOf(value.content);
        return value.tag == kTagOctetString;
    }
    if (oid == cms::kSigningTime) {
        info.signingTime = parseTime(value.tag, value.content);
        return info.signingTime.has_value();
    }
    if (oid == cms::kSigningCertificateV2 || (oid == cms::kSigningCertificate && !info.certificateHash)) {
        info.certificateHash = readCertificateHash(value, oid == cms::kSigningCertificateV2);
        return info.certificateHash.has_value();
    }
    return true;
}

bool readSignedAttributes(SignerInfo& info) {
    DerReader outer(info.signedAttributes);
    DerReader list = outer.enter(kTagSet);
    std::set<std::string> seen;
    while (const auto element = list.next(kTagSequence)) {
        const auto attribute = readAttribute(element->content);
        if (!attribute || !seen.insert(attribute->oid).second) { // RFC 5652, 5.3: none stands twice
            return false;
        }
        const auto value = onlyValue(attribute->values);
        const bool known = attribute->oid == cms::kContentType || attribute->oid == cms::kMessageDigest ||
                           attribute->oid == cms::kSigningTime || attribute->oid == cms::kSigningCertificate ||
                           attribute->oid == cms::kSigningCertificateV2;
        if (known && (!value || !takeSigned(info, attribute->oid, *value))) {
            return false;
        }
    }
    return list.atEnd() && outer.atEnd() && !info.contentType.empty() && info.messageDigest;
}

// Nobody signs these; what is damaged in them is left out.
void readUnsignedAttributes(SignerInfo& info, ByteView content) {
    DerReader list(content, Encoding::ber);
    while (const auto element = list.next(kTagSequence)) {
        auto attribute = readAttribute(element->content);
        if (!attribute || attribute->oid != cms::kTimeStampToken) {
            continue;
        }
        while (const auto token = attribute->values.next()) {
            if (info.timeStamps.size() < kMaxTimeStamps) {
                info.timeStamps.push_back(bytesOf(token->whole));
            }
        }
    }
}

bool readIdentifier(SignerInfo& info, DerReader& fields) {
    if (const auto keyId = fields.next(contextTag(0, false))) {
        info.subjectKeyId = bytesOf(keyId->content);
        return !info.subjectKeyId.empty();
    }
    DerReader both = fields.enter(kTagSequence);
    const auto issuer = both.next(kTagSequence);
    const auto serial = both.next(kTagInteger);
    if (!issuer || !serial) {
        return false;
    }
    info.issuer = bytesOf(issuer->whole);
    info.serial = bytesOf(serial->whole);
    return true;
}

} // namespace

bool SignerInfo::names(ByteView certificate) const {
    const auto fields = readCertificateFields(certificate);
    if (!fields) {
        return false;
    }
    return issuer.empty() ? equal(fields->subjectKeyId(), subjectKeyId)
                          : equal(fields->issuer, issuer) && equal(fields->serial, serial);
}

Result<SignerInfo> readSignerInfo(ByteView element) {
    DerReader outer(element, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    SignerInfo info;
    if (!fields.next(kTagInteger) || !readIdentifier(info, fields)) {
        return damagedSigner();
    }
    DerReader digest = fields.enter(kTagSequence);
    const auto digestOid = digest.next(kTagOid);
    info.digestOid = digestOid ? oidText(digestOid->content) : std::string();
    info.digest = digestNamed(info.digestOid);
    const auto attributes = fields.next(contextTag(0, true));
    const auto algorithm = fields.next(kTagSequence);
    if (!algorithm || fields.peekTag() == 0) {
        return damagedSigner();
    }
    const auto signature = fields.next();
    auto signatureForm = signature ? derForm(signature->whole) : std::nullopt;
    DerReader signatureReader(signatureForm ? ByteView(*signatureForm) : ByteView{});
    const auto octets = signatureReader.next(kTagOctetString);
    if (!octets) {
        return damagedSigner();
    }
    info.signatureAlgorithm = bytesOf(algorithm->whole);
    info.signature = bytesOf(octets->content);
    if (attributes) {
        auto form = derForm(attributes->whole);
        if (!form) {
            return damagedSigner();
        }
        form->front() = kTagSet; // RFC 5652, 5.4
        info.signedAttributes = std::move(*form);
        if (!readSignedAttributes(info)) {
            return damagedSigner();
        }
    }
    if (const auto unsignedAttributes = fields.next(contextTag(1, true))) {
        readUnsignedAttributes(info, unsignedAttributes->content);
    }
    return fields.atEnd() && outer.atEnd() ? Result<SignerInfo>(std::move(info)) : Result<SignerInfo>(damagedSigner());
}

} // namespace reseal::crypto
