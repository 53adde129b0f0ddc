// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/recipient.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/der_form.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"

#include <optional>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxParts = 1000;

Bytes copyOf(ByteView view) { return {view.begin(), view.end()}; }

Error recipientDamaged() {
    return {Category::damaged, "recipient_damaged", N_("A part of the message that names a recipient is damaged."), {}};
}

// IssuerAndSerialNumber.
bool readIssuerAndSerial(DerReader fields, RecipientName& name) {
    const auto issuer = fields.next(kTagSequence);
    const auto serial = fields.next(kTagInteger);
    if (!issuer || !serial) {
        return false;
    }
    name.issuer = copyOf(issuer->whole);
    name.serial = copyOf(serial->content);
    return true;
}

// RecipientIdentifier, or KeyAgreeRecipientIdentifier, whose key identifier has a date and more behind it.
bool readName(DerReader& reader, RecipientName& name) {
    if (reader.peekTag() == kTagSequence) {
        return readIssuerAndSerial(reader.enter(kTagSequence), name);
    }
    std::optional<DerElement> keyId = reader.next(contextTag(0, false));
    if (!keyId) {
        keyId = reader.enter(contextTag(0, true)).next(kTagOctetString);
    }
    if (!keyId || keyId->content.empty()) {
        return false;
    }
    name.keyId = copyOf(keyId->content);
    return true;
}

bool readAlgorithm(DerReader& reader, Bytes& algorithm) {
    const auto element = reader.next(kTagSequence);
    if (!element) {
        return false;
    }
    algorithm = copyOf(element->whole);
    return true;
}

bool readEncryptedKey(DerReader& reader, RecipientPart& part) {
    const auto key = reader.next(kTagOctetString);
    if (!key) {
        return false;
    }
    part.encryptedKey = copyOf(key->content);
    return true;
}

bool readKeyTransport(DerReader fields, Recipient& recipient) {
    recipient.kind = RecipientKind::keyTransport;
    RecipientPart& part = recipient.parts.emplace_back();
    return fields.next(kTagInteger) && readName(fields, part.name) && readAlgorithm(fields, recipient.algorithm) &&
           readEncryptedKey(fields, part);
}

// OriginatorIdentifierOrKey. One that only names a certificate leaves the key empty.
void readOriginator(DerReader originator, Recipient& recipient) {
    DerReader key = originator.enter(contextTag(1, true));
    const auto algorithm = key.next(kTagSequence);
    const auto bits = key.next(kTagBitString);
    if (algorithm && bits) {
        recipient.originatorKey = derSequence({algorithm->whole, bits->whole});
    }
}

bool readKeyAgreement(DerReader fields, Recipient& recipient) {
    recipient.kind = RecipientKind::keyAgreement;
    if (!fields.next(kTagInteger)) {
        return false;
    }
    readOriginator(fields.enter(contextTag(0, true)), recipient);
    if (fields.peekTag() == contextTag(1, true)) {
        const auto ukm = fields.enter(contextTag(1, true)).next(kTagOctetString);
        if (!ukm) {
            return false;
        }
        recipient.ukm = copyOf(ukm->content);
    }
    if (!readAlgorithm(fields, recipient.algorithm)) {
        return false;
    }
    DerReader parts = fields.enter(kTagSequence);
    while (!parts.atEnd() && recipient.parts.size() < kMaxParts) {
        DerReader one = parts.enter(kTagSequence);
        RecipientPart& part = recipient.parts.emplace_back();
        if (!readName(one, part.name) || !readEncryptedKey(one, part)) {
            return false;
        }
    }
    return parts.atEnd() && !recipient.parts.empty();
}

bool readSharedKey(DerReader fields, Recipient& recipient) {
    recipient.kind = RecipientKind::sharedKey;
    RecipientPart& part = recipient.parts.emplace_back();
    const auto version = fields.next(kTagInteger);
    const auto keyId = fields.enter(kTagSequence).next(kTagOctetString);
    if (!version || !keyId) {
        return false;
    }
    part.name.keyId = copyOf(keyId->content);
    return readAlgorithm(fields, recipient.algorithm) && readEncryptedKey(fields, part);
}

bool readPassword(DerReader fields, Recipient& recipient) {
    recipient.kind = RecipientKind::password;
    if (!fields.next(kTagInteger)) {
        return false;
    }
    if (const auto derivation = fields.next(contextTag(0, true))) {
        recipient.derivation = derElement(kTagSequence, derivation->content);
    }
    return readAlgorithm(fields, recipient.algorithm) && readEncryptedKey(fields, recipient.parts.emplace_back());
}

} // namespace

Result<Recipient> readRecipient(ByteView element) {
    const auto der = derForm(element);
    if (!der) {
        return recipientDamaged();
    }
    DerReader reader(*der);
    Recipient recipient;
    bool read = true;
    switch (reader.peekTag()) {
    case kTagSequence:
        read = readKeyTransport(reader.enter(kTagSequence), recipient);
        break;
    case contextTag(1, true):
        read = readKeyAgreement(reader.enter(contextTag(1, true)), recipient);
        break;
    case contextTag(2, true):
        read = readSharedKey(reader.enter(contextTag(2, true)), recipient);
        break;
    case contextTag(3, true):
        read = readPassword(reader.enter(contextTag(3, true)), recipient);
        break;
    default:
        break;
    }
    return read ? Result<Recipient>(std::move(recipient)) : Result<Recipient>(recipientDamaged());
}

bool names(const RecipientName& name, ByteView certificate) {
    const auto fields = readCertificateFields(certificate);
    if (!fields) {
        return false;
    }
    if (!name.keyId.empty()) {
        return equal(name.keyId, fields->subjectKeyId());
    }
    DerReader serial(fields->serial);
    const auto number = serial.next(kTagInteger);
    return !name.issuer.empty() && number && equal(name.serial, number->content) && equal(name.issuer, fields->issuer);
}

std::string algorithmOid(ByteView algorithmIdentifier) {
    DerReader outer(algorithmIdentifier);
    const auto oid = outer.enter(kTagSequence).next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

} // namespace reseal::crypto
