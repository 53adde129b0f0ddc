// SPDX-License-Identifier: Apache-2.0
// What a signature is worth, for which time, and in which words. A signature is judged for the time of a trusted
// time-stamp, else for the time that its signer claims, else for now. Not known is never the same as bad: an issuer
// that is not known here and a revocation that was not looked up are said, and kept apart. Any thread.
#pragma once

#include "agent/base/signature_facts.hpp"
#include "agent/core/wording.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::core {

enum class Judgement : std::uint8_t { valid, invalid, cannotSay };
enum class JudgedBy : std::uint8_t { timeStamp, claimedTime, now };
enum class CertificateState : std::uint8_t { valid, notYetValid, lapsed, unknown };

// A sentence with "{date}" for the time, where it has one.
struct Remark {
    std::string reason; // snake_case
    std::string text;   // English, of the catalogue
    std::optional<TimePoint> date = {};
};

struct SignatureVerdict {
    Judgement verdict = Judgement::cannotSay;
    JudgedBy judgedBy = JudgedBy::now;
    TimePoint judgedAt;
    CertificateState certificate = CertificateState::unknown; // at that time
    bool lapsedNow = false;
    Remark why;                  // what decided
    std::vector<Remark> remarks; // what else to know
};

// `mustLeadToAuthority`: the person named the authorities that count, so an issuer that is not known leaves the verdict
// open; otherwise it is a remark.
[[nodiscard]] SignatureVerdict judge(const SignerFacts& facts, TimePoint now, bool mustLeadToAuthority);

// For which time to ask about the signer's revocation: that of a time-stamp that counts; else the latest, within the
// certificate's validity. What the signer claims moves nothing: whoever stole a key claims a time before its loss.
[[nodiscard]] TimePoint revocationAskedFor(const SignerFacts& facts, TimePoint now);

// Of all signatures of a message: invalid if one is, else open if one is. Open for none.
[[nodiscard]] Judgement worstOf(const std::vector<SignatureVerdict>& verdicts);

[[nodiscard]] std::string_view name(Judgement verdict);       // "valid", "invalid", "cannot_say"
[[nodiscard]] std::string_view name(JudgedBy by);             // "time_stamp", "claimed_time", "now"
[[nodiscard]] std::string_view name(CertificateState state);  // "valid", "not_yet_valid", "lapsed", "unknown"
[[nodiscard]] std::string_view name(RevocationState state);   // "good", "revoked", "unknown"
[[nodiscard]] std::string_view name(RevocationReason reason); // "key_compromise", ...
[[nodiscard]] std::string_view name(PathState state);         // "trusted", "unknown", "broken", "cannot_say"

[[nodiscard]] std::string sentence(const Remark& remark, const Wording& wording);
// "Judged for 1 June 2026, 10:00: the time that the signer claims."
[[nodiscard]] std::string judgedFor(const SignatureVerdict& verdict, const Wording& wording);

} // namespace reseal::core
