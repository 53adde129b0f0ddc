// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/ocsp_response.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/revocation/revocation_fields.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::string_view kBasicResponse = "1.3.6.1.5.5.7.48.1.1";
constexpr std::string_view kNonce = "1.3.6.1.5.5.7.48.1.2";

Error damaged() {
    return {Category::damaged, "answer_damaged", N_("The answer of the revocation service is damaged."), {}};
}
Error refused() {
    return {Category::failed,
            "answer_refused",
            N_("The revocation service gave no answer about the certificate; ask it again later."),
            {}};
}

std::optional<TimePoint> readTime(DerReader& fields) {
    const auto time = fields.next(kTagGeneralizedTime);
    return time ? parseTime(time->tag, time->content) : std::nullopt;
}

std::optional<CertificateId> readId(DerReader fields) {
    DerReader algorithm = fields.enter(kTagSequence);
    const auto oid = algorithm.next(kTagOid);
    const auto name = fields.next(kTagOctetString);
    const auto key = fields.next(kTagOctetString);
    const auto serial = fields.next(kTagInteger);
    if (!oid || !name || !key || !serial || !fields.atEnd()) {
        return std::nullopt;
    }
    return CertificateId{digestNamed(oidText(oid->content)), name->content, key->content, serial->whole};
}

// good [0], revoked [1] { time, reason }, unknown [2]
bool readStatus(DerReader& fields, SingleAnswer& answer) {
    if (fields.next(contextTag(0, false))) {
        answer.state = RevocationState::good;
        return true;
    }
    if (const auto revoked = fields.next(contextTag(1, true))) {
        DerReader info(revoked->content);
        answer.state = RevocationState::revoked;
        answer.revokedAt = readTime(info);
        if (const auto reason = info.next(contextTag(0, true))) {
            answer.reason = readRevocationReason(reason->content);
        }
        return answer.revokedAt && info.atEnd();
    }
    return fields.next(contextTag(2, false)).has_value();
}

// NULL or nothing, or those of RSA-PSS: the signature does not cover this field, so it is held to its form.
bool hasCustomaryParameters(ByteView algorithm) {
    DerReader fields(algorithm);
    const auto oid = fields.next(kTagOid);
    const auto parameters = fields.next();
    const bool customary = !parameters || parameters->tag == kTagSequence || equal(parameters->whole, derNull());
    return oid && customary && fields.atEnd();
}

// Whether there are critical ones, all of which are unknown here; nothing where they are damaged.
std::optional<bool> anyCritical(ByteView explicitly) {
    const auto extensions = readExtensionList(explicitly);
    return extensions ? std::optional(std::ranges::any_of(*extensions, &ExtensionField::critical)) : std::nullopt;
}

std::optional<SingleAnswer> readAnswer(ByteView content) {
    DerReader fields(content);
    auto id = readId(fields.enter(kTagSequence));
    SingleAnswer answer;
    if (!id || !readStatus(fields, answer)) {
        return std::nullopt;
    }
    answer.id = *id;
    const auto thisUpdate = readTime(fields);
    if (!thisUpdate) {
        return std::nullopt;
    }
    answer.thisUpdate = *thisUpdate;
    if (const auto next = fields.next(contextTag(0, true))) {
        DerReader time(next->content);
        answer.nextUpdate = readTime(time);
        if (!answer.nextUpdate) {
            return std::nullopt;
        }
    }
    if (const auto extensions = fields.next(contextTag(1, true))) {
        const auto critical = anyCritical(extensions->content);
        if (!critical) {
            return std::nullopt;
        }
        answer.unknownRules = *critical;
    }
    return fields.atEnd() ? std::optional(answer) : std::nullopt;
}

} // namespace

ByteView publicKeyOctets(ByteView publicKeyInfo) {
    DerReader outer(publicKeyInfo, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagSequence));
    const auto key = fields.next(kTagBitString);
    return key ? bitStringOctets(key->content) : ByteView{};
}

Result<OcspResponse> OcspResponse::read(ByteView der) {
    if (der.size() > kMaxResponseBytes) {
        return damaged();
    }
    OcspResponse response;
    response.der_.assign(der.begin(), der.end());
    auto problem = response.readOuter();
    return problem ? Result<OcspResponse>(std::move(*problem)) : Result<OcspResponse>(std::move(response));
}

// OCSPResponse { status, [0] { type, OCTET STRING } }
std::optional<Error> OcspResponse::readOuter() {
    DerReader outer(der_);
    DerReader fields = outer.enter(kTagSequence);
    const auto status = fields.next(kTagEnumerated);
    if (!status || status->content.size() != 1 || !outer.atEnd()) {
        return damaged();
    }
    if (status->content[0] != 0) {
        return refused();
    }
    DerReader explicitly = fields.enter(contextTag(0, true));
    DerReader typed = explicitly.enter(kTagSequence);
    const auto type = typed.next(kTagOid);
    const auto octets = typed.next(kTagOctetString);
    const bool sound = type && octets && typed.atEnd() && explicitly.atEnd() && fields.atEnd() &&
                       oidText(type->content) == kBasicResponse && readBasic(octets->content);
    return sound ? std::nullopt : std::optional(damaged());
}

// BasicOCSPResponse { data, algorithm, signature, [0] certificates }
bool OcspResponse::readBasic(ByteView basic) {
    DerReader outer(basic);
    DerReader fields = outer.enter(kTagSequence);
    const auto data = fields.next(kTagSequence);
    const auto algorithm = fields.next(kTagSequence);
    const auto signature = fields.next(kTagBitString);
    if (!data || !algorithm || !signature || signature->content.empty() || signature->content[0] != 0 ||
        !hasCustomaryParameters(algorithm->content)) {
        return false;
    }
    signed_ = derSequence({data->whole, algorithm->whole, signature->whole});
    if (const auto explicitly = fields.next(contextTag(0, true))) {
        DerReader list(explicitly->content);
        DerReader certificates = list.enter(kTagSequence);
        while (const auto certificate = certificates.next(kTagSequence)) {
            if (certificates_.size() == kMaxResponderCertificates) {
                return false;
            }
            certificates_.push_back(certificate->whole);
        }
        if (!certificates.atEnd() || !list.atEnd()) {
            return false;
        }
    }
    return fields.atEnd() && outer.atEnd() && readData(data->content);
}

bool OcspResponse::readData(ByteView data) {
    DerReader fields(data);
    static_cast<void>(fields.next(contextTag(0, true))); // version
    if (const auto name = fields.next(contextTag(1, true))) {
        responderName_ = name->content;
    } else if (const auto key = fields.next(contextTag(2, true))) {
        DerReader hash(key->content);
        const auto octets = hash.next(kTagOctetString);
        responderKey_ = octets ? octets->content : ByteView{};
    }
    const auto produced = readTime(fields);
    if ((responderName_.empty() && responderKey_.empty()) || !produced) {
        return false;
    }
    producedAt_ = *produced;
    DerReader answers = fields.enter(kTagSequence);
    while (const auto element = answers.next(kTagSequence)) {
        auto answer = readAnswer(element->content);
        if (!answer || answers_.size() == kMaxSingleAnswers) {
            return false;
        }
        answers_.push_back(*answer);
    }
    const auto extensions = fields.next(contextTag(1, true));
    return answers.atEnd() && fields.atEnd() && (!extensions || readResponseExtensions(extensions->content));
}

bool OcspResponse::readResponseExtensions(ByteView explicitly) {
    const auto extensions = readExtensionList(explicitly);
    if (!extensions) {
        return false;
    }
    for (const ExtensionField& extension : *extensions) {
        if (extension.oid != kNonce) {
            unknownRules_ = unknownRules_ || extension.critical;
            continue;
        }
        DerReader value(extension.value); // an OCTET STRING (RFC 8954), or the bare octets of older services
        const auto octets = value.next(kTagOctetString);
        nonce_ = octets && value.atEnd() ? octets->content : extension.value;
    }
    return true;
}

bool OcspResponse::names(const CertificateFields& responder) const {
    if (!responderName_.empty()) {
        return equal(responderName_, responder.subject);
    }
    const auto digest = digestOf(DigestAlgorithm::sha1, publicKeyOctets(responder.publicKeyInfo));
    return digest && equal(responderKey_, digest.value());
}

Result<bool> OcspResponse::isSignedBy(ByteView publicKeyInfo) const {
    return verifySignedObject(signed_, publicKeyInfo);
}

} // namespace reseal::crypto
