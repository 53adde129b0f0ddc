// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/ocsp_check.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

constexpr std::string_view kOcspSigning = "1.3.6.1.5.5.7.3.9";
constexpr std::string_view kNoCheck = "1.3.6.1.5.5.7.48.1.5"; // RFC 6960, 4.2.2.2.1

// Understood, or without effect here: keyUsage, subjectAltName, basicConstraints, policies, extKeyUsage.
constexpr std::array<std::string_view, 5> kUnderstood{"2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.32", "2.5.29.37"};

Error notAbout() {
    return {Category::notFound,
            "answer_not_about",
            N_("The answer of the revocation service is about another certificate."),
            {}};
}
Error rulesUnknown() {
    return {Category::failed,
            "answer_rules_unknown",
            N_("The answer of the revocation service has rules that this program does not know."),
            {}};
}
Error signerUnfit() {
    return {Category::refused,
            "answer_signer_unfit",
            N_("Who signed the answer of the revocation service was not appointed by the certificate's authority."),
            {}};
}
Error signerRevoked() {
    return {Category::refused,
            "answer_signer_revoked",
            N_("The certificate of the revocation service that gave the answer was revoked itself."),
            {}};
}
Error signatureWrong() {
    return {Category::damaged,
            "answer_signature_wrong",
            N_("The answer of the revocation service was changed, or was not signed by the one that it names."),
            {}};
}
Error nonceMissing() {
    return {Category::damaged,
            "answer_nonce_missing",
            N_("The answer of the revocation service does not repeat what was sent with the question; it may be an old "
               "one."),
            {}};
}
Error nonceDiffers() {
    return {Category::damaged,
            "answer_nonce_differs",
            N_("The answer of the revocation service belongs to another question."),
            {}};
}
Error tooEarly() {
    return {Category::failed,
            "answer_too_early",
            N_("The answer of the revocation service is dated in the future; check this computer's clock."),
            {}};
}
Error outOfDate() {
    return {Category::failed,
            "answer_out_of_date",
            N_("The answer of the revocation service is out of date; ask it again."),
            {}};
}
Error afterLapse() {
    return {
        Category::failed,
        "answer_after_lapse",
        N_("The revocation service answered after the certificate had lapsed, when it need not know any more whether "
           "it was revoked."),
        {}};
}
Error notKnown() {
    return {Category::notFound,
            "certificate_not_known",
            N_("The revocation service of the authority does not know the certificate."),
            {}};
}

RevocationFacts unknown(RevocationFacts facts, Error problem) {
    facts.state = RevocationState::unknown;
    facts.problem = std::move(problem);
    return facts;
}

bool isMeant(const CertificateId& id, const CertificateFields& certificate, const CertificateFields& issuer) {
    if (!id.digest || *id.digest == DigestAlgorithm::md5 || !equal(id.serial, certificate.serial)) {
        return false;
    }
    const auto name = digestOf(*id.digest, certificate.issuer);
    const auto key = digestOf(*id.digest, publicKeyOctets(issuer.publicKeyInfo));
    return name && key && equal(id.issuerName, name.value()) && equal(id.issuerKey, key.value());
}

// Who signed a response.
struct Responder {
    ByteView delegate;              // the certificate of one that the issuer appointed; empty: the issuer itself
    std::optional<TimePoint> until; // the end of that certificate
    bool mustBeChecked = false;     // whether it was revoked
};

// Where the issuer itself made this certificate out for such answers, and it was valid when one was given.
std::optional<Responder> appointed(ByteView certificate, const CertificateFields& fields,
                                   const CertificateFields& issuer, TimePoint producedAt) {
    const auto facts = readCertificate(certificate);
    if (!facts || !equal(fields.issuer, issuer.subject) || producedAt < facts.value().notBefore ||
        producedAt > facts.value().notAfter) {
        return std::nullopt;
    }
    const auto& uses = facts.value().extendedKeyUsage;
    const bool understood = std::ranges::all_of(fields.extensions, [](const ExtensionField& extension) {
        return !extension.critical || std::ranges::find(kUnderstood, extension.oid) != kUnderstood.end();
    });
    const auto usage = facts.value().keyUsage;
    const bool maySign = !usage || (*usage & (kDigitalSignature | kNonRepudiation)) != 0;
    if (!understood || !maySign || std::ranges::find(uses, kOcspSigning) == uses.end()) {
        return std::nullopt;
    }
    const auto isSigned = verifySignedObject(certificate, issuer.publicKeyInfo);
    if (!isSigned || !isSigned.value()) {
        return std::nullopt;
    }
    return Responder{certificate, facts.value().notAfter, fields.extension(kNoCheck) == nullptr};
}

std::optional<Error> problemOfSignature(const OcspResponse& response, ByteView publicKeyInfo) {
    const auto isSigned = response.isSignedBy(publicKeyInfo);
    if (!isSigned) {
        return isSigned.error();
    }
    return isSigned.value() ? std::nullopt : std::optional(signatureWrong());
}

// The issuer answers itself, or one of the certificates in the response does.
Result<Responder> responderOf(const OcspResponse& response, const CertificateFields& issuer) {
    std::optional<Error> problem = signerUnfit();
    if (response.names(issuer)) {
        problem = problemOfSignature(response, issuer.publicKeyInfo);
        if (!problem) {
            return Responder{};
        }
    }
    for (const ByteView certificate : response.certificates()) {
        const auto fields = readCertificateFields(certificate);
        const auto found = fields && response.names(*fields)
                               ? appointed(certificate, *fields, issuer, response.producedAt())
                               : std::nullopt;
        if (found) {
            problem = problemOfSignature(response, fields->publicKeyInfo);
            return problem ? Result<Responder>(std::move(*problem)) : Result<Responder>(*found);
        }
    }
    return std::move(*problem);
}

std::optional<Error> problemOfNonce(const OcspResponse& response, const std::optional<Bytes>& nonce) {
    if (!nonce) {
        return std::nullopt;
    }
    if (!response.nonce()) {
        return nonceMissing();
    }
    return equal(*response.nonce(), *nonce) ? std::nullopt : std::optional(nonceDiffers());
}

bool isListed(const Responder& responder, const RevocationSubject& subject, std::span<const RevocationList> lists,
              TimePoint now) {
    return checkLists({responder.delegate, subject.issuer}, lists, {now, now}).state == RevocationState::revoked;
}

// `until`: the end of the responder's certificate. After it nobody can tell when an answer was really made.
RevocationFacts answerOf(const SingleAnswer& answer, TimePoint lapse, std::optional<TimePoint> until, TimePoint at) {
    RevocationFacts facts;
    facts.source = RevocationSource::answer;
    facts.thisUpdate = answer.thisUpdate;
    facts.nextUpdate = answer.nextUpdate;
    if (answer.state == RevocationState::unknown) {
        return unknown(facts, notKnown());
    }
    const bool old = at > answer.nextUpdate.value_or(answer.thisUpdate + kUndatedFreshness) || (until && at > *until);
    const bool final = answer.state == RevocationState::revoked && answer.reason != RevocationReason::certificateHold;
    if (old && !final) {
        return unknown(facts, outOfDate());
    }
    if (answer.state == RevocationState::good && answer.thisUpdate > lapse) {
        return unknown(facts, afterLapse());
    }
    facts.state = answer.state;
    facts.revokedAt = answer.revokedAt;
    facts.reason = answer.reason;
    return facts;
}

} // namespace

RevocationFacts checkOcsp(const RevocationSubject& subject, const OcspResponse& response, RevocationTime time,
                          const OcspDemands& demands) {
    const auto certificate = readCertificateFields(subject.certificate);
    const auto issuer = readCertificateFields(subject.issuer);
    const auto facts = readCertificate(subject.certificate);
    if (!certificate || !issuer || !facts) {
        return unknown({}, {Category::damaged, "certificate_damaged", N_("The certificate cannot be read."), {}});
    }
    const auto found = std::ranges::find_if(
        response.answers(), [&](const SingleAnswer& answer) { return isMeant(answer.id, *certificate, *issuer); });
    if (found == response.answers().end()) {
        return unknown({}, notAbout());
    }
    if (response.hasUnknownRules() || found->unknownRules) {
        return unknown({}, rulesUnknown());
    }
    const auto responder = responderOf(response, *issuer);
    if (!responder) {
        return unknown({}, responder.error());
    }
    if (auto problem = problemOfNonce(response, demands.nonce)) {
        return unknown({}, std::move(*problem));
    }
    if (responder.value().mustBeChecked && isListed(responder.value(), subject, demands.lists, time.now)) {
        return unknown({}, signerRevoked());
    }
    const TimePoint latest = time.now + kRevocationClockTolerance;
    if (response.producedAt() > latest || found->thisUpdate > latest) {
        return unknown({}, tooEarly());
    }
    return answerOf(*found, facts.value().notAfter, responder.value().until, time.at);
}

} // namespace reseal::crypto
