// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/certificate_fields.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxExtensions = 128;

std::optional<ExtensionField> readExtension(ByteView content) {
    DerReader parts(content, Encoding::ber);
    const auto oid = parts.next(kTagOid);
    const auto critical = parts.next(kTagBoolean);
    const auto value = parts.next(kTagOctetString);
    if (!oid || !value) {
        return std::nullopt;
    }
    const bool set = critical && !critical->content.empty() && critical->content[0] != 0;
    return ExtensionField{oidText(oid->content), set, value->content};
}

bool readExtensions(DerReader list, std::vector<ExtensionField>& extensions) {
    while (const auto element = list.next(kTagSequence)) {
        const auto extension = readExtension(element->content);
        if (!extension || extensions.size() == kMaxExtensions) {
            return false;
        }
        extensions.push_back(*extension);
    }
    return list.atEnd();
}

} // namespace

std::vector<NameAttribute> readName(ByteView name) {
    std::vector<NameAttribute> attributes;
    DerReader outer(name);
    DerReader sets = outer.enter(kTagSequence);
    while (const auto set = sets.next(kTagSet)) {
        DerReader members(set->content);
        while (const auto member = members.next(kTagSequence)) {
            DerReader fields(member->content);
            const auto oid = fields.next(kTagOid);
            const auto value = fields.next();
            if (oid && value) {
                attributes.push_back({oidText(oid->content), decodeText(value->tag, value->content)});
            }
        }
    }
    return attributes;
}

bool equal(ByteView one, ByteView other) { return std::ranges::equal(one, other); }

const ExtensionField* CertificateFields::extension(std::string_view oid) const {
    const auto found = std::ranges::find(extensions, oid, &ExtensionField::oid);
    return found == extensions.end() ? nullptr : &*found;
}

ByteView CertificateFields::subjectKeyId() const {
    const ExtensionField* field = extension("2.5.29.14");
    DerReader reader(field != nullptr ? field->value : ByteView{}, Encoding::ber);
    const auto id = reader.next(kTagOctetString);
    return id ? id->content : ByteView{};
}

ByteView CertificateFields::authorityKeyId() const {
    const ExtensionField* field = extension("2.5.29.35");
    DerReader reader(field != nullptr ? field->value : ByteView{}, Encoding::ber);
    DerReader parts = reader.enter(kTagSequence);
    const auto id = parts.next(contextTag(0, false));
    return id ? id->content : ByteView{};
}

std::optional<CertificateFields> readCertificateFields(ByteView certificate) {
    DerReader outer(certificate, Encoding::ber);
    DerReader whole = outer.enter(kTagSequence);
    DerReader fields = whole.enter(kTagSequence);
    static_cast<void>(fields.next(contextTag(0, true))); // version
    const auto serial = fields.next(kTagInteger);
    const auto algorithm = fields.next(kTagSequence);
    const auto issuer = fields.next(kTagSequence);
    const auto validity = fields.next(kTagSequence);
    const auto subject = fields.next(kTagSequence);
    const auto publicKey = fields.next(kTagSequence);
    const auto outerAlgorithm = whole.next(kTagSequence); // the same once more (4.1.1.2)
    if (!serial || !algorithm || !issuer || !validity || !subject || !publicKey || !outer.atEnd() || !outerAlgorithm ||
        !equal(algorithm->whole, outerAlgorithm->whole)) {
        return std::nullopt;
    }
    CertificateFields result{serial->whole, issuer->whole, subject->whole, publicKey->whole, {}};
    static_cast<void>(fields.next(contextTag(1, false))); // issuerUniqueID
    static_cast<void>(fields.next(contextTag(2, false))); // subjectUniqueID
    if (const auto extensions = fields.next(contextTag(3, true))) {
        DerReader explicitly(extensions->content, Encoding::ber);
        if (!readExtensions(explicitly.enter(kTagSequence), result.extensions)) {
            return std::nullopt;
        }
    }
    return fields.atEnd() ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Validity> readValidity(ByteView certificate) {
    DerReader outer(certificate, Encoding::ber);
    DerReader whole = outer.enter(kTagSequence);
    DerReader fields = whole.enter(kTagSequence);
    static_cast<void>(fields.next(contextTag(0, true))); // version
    static_cast<void>(fields.next(kTagInteger));         // serial number
    static_cast<void>(fields.next(kTagSequence));        // algorithm
    static_cast<void>(fields.next(kTagSequence));        // issuer
    DerReader times = fields.enter(kTagSequence);
    const auto first = times.next();
    const auto last = times.next();
    const auto notBefore = first ? parseTime(first->tag, first->content) : std::nullopt;
    const auto notAfter = last ? parseTime(last->tag, last->content) : std::nullopt;
    return notBefore && notAfter ? std::optional(Validity{*notBefore, *notAfter}) : std::nullopt;
}

} // namespace reseal::crypto
