// SPDX-License-Identifier: Apache-2.0
// How verdicts on signatures are called, in JSON and in sentences.
#include "agent/core/signature_verdict.hpp"

namespace reseal::core {

std::string_view name(Judgement verdict) {
    return verdict == Judgement::valid ? "valid" : verdict == Judgement::invalid ? "invalid" : "cannot_say";
}

std::string_view name(JudgedBy by) {
    return by == JudgedBy::timeStamp ? "time_stamp" : by == JudgedBy::claimedTime ? "claimed_time" : "now";
}

std::string_view name(CertificateState state) {
    switch (state) {
    case CertificateState::valid:
        return "valid";
    case CertificateState::notYetValid:
        return "not_yet_valid";
    case CertificateState::lapsed:
        return "lapsed";
    case CertificateState::unknown:
        break;
    }
    return "unknown";
}

std::string_view name(RevocationState state) {
    return state == RevocationState::good ? "good" : state == RevocationState::revoked ? "revoked" : "unknown";
}

std::string_view name(RevocationReason reason) {
    switch (reason) {
    case RevocationReason::unspecified:
        return "unspecified";
    case RevocationReason::keyCompromise:
        return "key_compromise";
    case RevocationReason::caCompromise:
        return "ca_compromise";
    case RevocationReason::affiliationChanged:
        return "affiliation_changed";
    case RevocationReason::superseded:
        return "superseded";
    case RevocationReason::cessationOfOperation:
        return "cessation_of_operation";
    case RevocationReason::certificateHold:
        return "certificate_hold";
    case RevocationReason::removeFromList:
        return "remove_from_crl";
    case RevocationReason::privilegeWithdrawn:
        return "privilege_withdrawn";
    case RevocationReason::aaCompromise:
        return "aa_compromise";
    }
    return "unspecified";
}

std::string_view name(PathState state) {
    switch (state) {
    case PathState::trusted:
        return "trusted";
    case PathState::unknown:
        return "unknown";
    case PathState::broken:
        return "broken";
    case PathState::unverifiable:
        break;
    }
    return "cannot_say";
}

std::string sentence(const Remark& remark, const Wording& wording) {
    const std::string text = wording.texts().translate(remark.text);
    return remark.date ? fill(text, {{"date", wording.date(*remark.date)}}) : text;
}

std::string judgedFor(const SignatureVerdict& verdict, const Wording& wording) {
    const char* text = verdict.judgedBy == JudgedBy::timeStamp ? N_("Judged for {date}, which a time-stamp proves.")
                       : verdict.judgedBy == JudgedBy::claimedTime
                           ? N_("Judged for {date}, the time that the signer claims.")
                           : N_("Judged for now, {date}.");
    return fill(wording.texts().translate(text), {{"date", wording.dateTime(verdict.judgedAt)}});
}

} // namespace reseal::core
