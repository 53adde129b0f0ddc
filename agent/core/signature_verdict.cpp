// SPDX-License-Identifier: Apache-2.0
#include "agent/core/signature_verdict.hpp"

#include "agent/core/known_authorities.hpp"

#include <algorithm>

namespace reseal::core {
namespace {

constexpr std::chrono::hours kClockTolerance{24}; // a claimed time further ahead is a mistake

bool within(TimePoint time, TimePoint from, TimePoint to) { return from <= time && time <= to; }

// Since when a revoked certificate no longer counts: the key may have been lost before it was revoked.
TimePoint revokedSince(const RevocationFacts& facts) {
    const TimePoint revoked = facts.revokedAt.value_or(TimePoint::min());
    return facts.invalidSince ? std::min(revoked, *facts.invalidSince) : revoked;
}

bool isRevoked(const std::optional<RevocationFacts>& facts) {
    return facts && facts->state == RevocationState::revoked;
}

// Of a time-stamping authority that was revoked only what it stamped before lasts, and only where it was said that the
// key had not been lost (RFC 3161, 4).
bool spoiltByRevocation(const TimeStampFacts& stamp) {
    if (!isRevoked(stamp.revocation)) {
        return false;
    }
    const auto reason = stamp.revocation->reason;
    const bool harmless = reason == RevocationReason::unspecified || reason == RevocationReason::affiliationChanged ||
                          reason == RevocationReason::superseded || reason == RevocationReason::cessationOfOperation;
    return !harmless || stamp.time >= revokedSince(*stamp.revocation);
}

// A time-stamp proves its time only by an authority that is trusted itself.
bool isByTrusted(const TimeStampFacts& stamp) {
    return stamp.state == SignatureState::sound && stamp.path.state == PathState::trusted && stamp.authority &&
           within(stamp.time, stamp.path.notBefore, stamp.path.notAfter) &&
           within(stamp.time, stamp.authority->notBefore, stamp.authority->notAfter);
}

// Somebody asked whether the authority was revoked, and nothing can be said.
bool isLeftOpen(const TimeStampFacts& stamp) {
    return stamp.revocation && stamp.revocation->state == RevocationState::unknown;
}

bool counts(const TimeStampFacts& stamp) {
    return isByTrusted(stamp) && !spoiltByRevocation(stamp) && !isLeftOpen(stamp);
}

void chooseTime(const SignerFacts& facts, TimePoint now, SignatureVerdict& verdict) {
    verdict.judgedAt = now;
    if (facts.timeStamp && counts(*facts.timeStamp)) {
        verdict.judgedBy = JudgedBy::timeStamp;
        verdict.judgedAt = facts.timeStamp->time;
        return;
    }
    if (facts.timeStamp && spoiltByRevocation(*facts.timeStamp)) {
        verdict.remarks.push_back(
            {"time_stamp_revoked",
             N_("There is a time-stamp of {date}, but its authority's certificate was revoked; it "
                "does not count."),
             facts.timeStamp->time});
    } else if (facts.timeStamp && isByTrusted(*facts.timeStamp)) {
        verdict.remarks.push_back({"time_stamp_revocation_unknown",
                                   N_("There is a time-stamp of {date}, but whether its authority's certificate was "
                                      "revoked is not known; it does not count."),
                                   facts.timeStamp->time});
    } else if (facts.timeStamp && facts.timeStamp->state == SignatureState::sound) {
        verdict.remarks.push_back({"time_stamp_not_trusted",
                                   N_("There is a time-stamp of {date}, but its authority is not known here; it does "
                                      "not count."),
                                   facts.timeStamp->time});
    } else if (facts.timeStamp && facts.timeStamp->problem) {
        verdict.remarks.push_back({facts.timeStamp->problem->reason, N_("The time-stamp does not count."), {}});
        verdict.remarks.push_back({"time_stamp_not_sound", facts.timeStamp->problem->detail, {}});
    }
    if (!facts.claimedTime) {
        return;
    }
    if (*facts.claimedTime > now + kClockTolerance) {
        verdict.remarks.push_back({"claimed_time_ahead",
                                   N_("The signer claims {date}, which is yet to come; this does not count."),
                                   facts.claimedTime});
        return;
    }
    verdict.judgedBy = JudgedBy::claimedTime;
    verdict.judgedAt = *facts.claimedTime;
}

void readValidity(const SignerFacts& facts, TimePoint now, SignatureVerdict& verdict) {
    if (!facts.certificate) {
        return;
    }
    const CertificateFacts& certificate = *facts.certificate;
    verdict.certificate = verdict.judgedAt < certificate.notBefore  ? CertificateState::notYetValid
                          : verdict.judgedAt > certificate.notAfter ? CertificateState::lapsed
                                                                    : CertificateState::valid;
    verdict.lapsedNow = now > certificate.notAfter;
}

bool decide(SignatureVerdict& verdict, Judgement what, Remark why) {
    verdict.verdict = what;
    verdict.why = std::move(why);
    return true;
}

// The signature itself. True where that decided.
bool decideBySignature(const SignerFacts& facts, SignatureVerdict& verdict) {
    if (facts.state == SignatureState::sound) {
        return false;
    }
    const bool open = facts.state == SignatureState::unverifiable;
    const Remark why = facts.problem ? Remark{facts.problem->reason, facts.problem->detail, {}}
                                     : Remark{"signature_wrong", N_("The signature does not fit the content."), {}};
    return decide(verdict, open ? Judgement::cannotSay : Judgement::invalid, why);
}

// The certificate at the time. True where that decided.
bool decideByCertificate(const SignerFacts& facts, SignatureVerdict& verdict) {
    if (!facts.certificate) {
        return decide(verdict, Judgement::cannotSay,
                      {"certificate_damaged", N_("The signer's certificate cannot be read."), {}});
    }
    if (facts.mayNotSign) {
        return decide(verdict, Judgement::cannotSay,
                      {"certificate_not_for_signing",
                       N_("The signature fits, but the signer's certificate is not made out for signing."),
                       {}});
    }
    if (verdict.certificate == CertificateState::valid) {
        return false;
    }
    const bool lapsed = verdict.certificate == CertificateState::lapsed;
    const TimePoint limit = lapsed ? facts.certificate->notAfter : facts.certificate->notBefore;
    if (verdict.judgedBy == JudgedBy::now) {
        return decide(verdict, Judgement::cannotSay,
                      lapsed ? Remark{"certificate_lapsed",
                                      N_("The signature fits, but nothing tells when it was made, and the signer's "
                                         "certificate lapsed on {date}."),
                                      limit}
                             : Remark{"certificate_not_yet_valid",
                                      N_("The signature fits, but the signer's certificate is valid from {date} only."),
                                      limit});
    }
    return decide(verdict, Judgement::invalid,
                  lapsed ? Remark{"certificate_lapsed",
                                  N_("It was signed after the signer's certificate had lapsed on {date}."), limit}
                         : Remark{"certificate_not_yet_valid",
                                  N_("It was signed before the signer's certificate became valid on {date}."), limit});
}

// The certificate was revoked. True where that decided.
bool decideByRevocation(const SignerFacts& facts, SignatureVerdict& verdict) {
    if (!isRevoked(facts.revocation)) {
        return false;
    }
    const TimePoint since = revokedSince(*facts.revocation);
    if (verdict.judgedAt < since && verdict.judgedBy != JudgedBy::claimedTime) {
        verdict.remarks.push_back(
            {"revoked_since",
             verdict.judgedBy == JudgedBy::timeStamp
                 ? N_("The certificate was revoked on {date}; the time-stamp proves that it was signed before.")
                 : N_("The certificate will be revoked on {date}."),
             since});
        return false;
    }
    if (verdict.judgedAt < since) {
        return decide(
            verdict, Judgement::cannotSay,
            {"certificate_revoked",
             N_("The signature fits, but the certificate was revoked on {date}, and that it was signed before "
                "is only the signer's own word."),
             since});
    }
    return verdict.judgedBy == JudgedBy::now
               ? decide(verdict, Judgement::cannotSay,
                        {"certificate_revoked",
                         N_("The signature fits, but nothing tells when it was made, and the signer's certificate was "
                            "revoked on {date}."),
                         since})
               : decide(verdict, Judgement::invalid,
                        {"certificate_revoked",
                         N_("It was signed after the signer's certificate had been revoked on {date}."), since});
}

// Somebody asked whether it was revoked, and nothing can be said. True where that decided.
bool decideByUnknownRevocation(const SignerFacts& facts, SignatureVerdict& verdict) {
    if (!facts.revocation || facts.revocation->state != RevocationState::unknown) {
        return false;
    }
    const auto& problem = facts.revocation->problem;
    return decide(verdict, Judgement::cannotSay,
                  problem
                      ? Remark{problem->reason, problem->detail, {}}
                      : Remark{"revocation_unknown", N_("Whether the certificate has been revoked is not known."), {}});
}

// Who issued the certificate. True where that decided.
bool decideByPath(const SignerFacts& facts, bool mustLead, SignatureVerdict& verdict) {
    const CertificatePath& path = facts.path;
    if (path.state == PathState::broken) {
        return decide(
            verdict, Judgement::invalid,
            {"certificate_forged", N_("The signer's certificate was not issued by the authority that it names."), {}});
    }
    if (path.state == PathState::trusted) {
        return !within(verdict.judgedAt, path.notBefore, path.notAfter) &&
               decide(verdict, Judgement::cannotSay,
                      {"issuer_lapsed",
                       N_("The signature fits, but the certificate of an authority above the signer was not valid at "
                          "that time."),
                       {}});
    }
    const Remark unknown =
        path.state == PathState::unknown
            ? Remark{"issuer_unknown",
                     N_("Who issued the signer's certificate is not known on this computer; name the authority's "
                        "certificate with --ca."),
                     {}}
            : Remark{path.problem ? path.problem->reason : "path_rules_unknown",
                     path.problem ? path.problem->detail : N_("The way to the authority cannot be checked here."),
                     {}};
    if (mustLead) {
        return decide(verdict, Judgement::cannotSay, unknown);
    }
    verdict.remarks.push_back(unknown);
    return false;
}

void addRemarks(const SignerFacts& facts, SignatureVerdict& verdict) {
    if (facts.weakDigest) {
        verdict.remarks.push_back(
            {"digest_weak", N_("The signature uses an outdated digest, which can be forged with much effort."), {}});
    }
    if (!facts.certificate || facts.state != SignatureState::sound) {
        return;
    }
    if (const auto* authority = authorityNamedBy(interpret(*facts.certificate));
        authority != nullptr && authority->test) {
        verdict.remarks.push_back(
            {"test_authority",
             N_("The certificate is of a test authority: it proves nothing about a real person or organisation."),
             {}});
    }
    const auto keyEnd = facts.certificate->privateKeyNotAfter;
    if (keyEnd && verdict.judgedAt > *keyEnd) {
        verdict.remarks.push_back({"key_period_over", N_("The private key was to be used until {date} only."), keyEnd});
    }
    if (verdict.lapsedNow && verdict.certificate == CertificateState::valid) {
        verdict.remarks.push_back(
            {"lapsed_since",
             verdict.judgedBy == JudgedBy::timeStamp
                 ? N_("The certificate lapsed on {date}; the time-stamp proves that it was signed before.")
                 : N_("The certificate lapsed on {date}; that it was signed before is the signer's own word."),
             facts.certificate->notAfter});
    }
    if (facts.revocation && facts.revocation->state == RevocationState::good) {
        verdict.remarks.push_back(
            {"not_revoked", N_("The certificate was not revoked as of {date}."), facts.revocation->thisUpdate});
    }
    if (facts.revocation) {
        return;
    }
    verdict.remarks.push_back(
        {"revocation_not_checked", N_("Whether the certificate has been revoked was not checked."), {}});
}

} // namespace

SignatureVerdict judge(const SignerFacts& facts, TimePoint now, bool mustLeadToAuthority) {
    SignatureVerdict verdict;
    chooseTime(facts, now, verdict);
    readValidity(facts, now, verdict);
    if (!decideBySignature(facts, verdict) && !decideByCertificate(facts, verdict) &&
        !decideByRevocation(facts, verdict) && !decideByPath(facts, mustLeadToAuthority, verdict) &&
        !decideByUnknownRevocation(facts, verdict)) {
        decide(verdict, Judgement::valid,
               {"sound", N_("The signature fits the document and the signer's certificate."), {}});
    }
    addRemarks(facts, verdict);
    return verdict;
}

TimePoint revocationAskedFor(const SignerFacts& facts, TimePoint now) {
    if (facts.timeStamp && counts(*facts.timeStamp)) {
        return facts.timeStamp->time;
    }
    return facts.certificate ? std::min(now, facts.certificate->notAfter) : now;
}

Judgement worstOf(const std::vector<SignatureVerdict>& verdicts) {
    const auto has = [&](Judgement what) {
        return std::ranges::any_of(verdicts, [&](const SignatureVerdict& one) { return one.verdict == what; });
    };
    if (has(Judgement::invalid)) {
        return Judgement::invalid;
    }
    return verdicts.empty() || has(Judgement::cannotSay) ? Judgement::cannotSay : Judgement::valid;
}

} // namespace reseal::core
