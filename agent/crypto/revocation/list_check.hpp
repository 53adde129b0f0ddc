// SPDX-License-Identifier: Apache-2.0
// What revocation lists say of a certificate (RFC 5280, 6.3): the newest full list of its issuer, with the delta list
// that continues it; what any delta list revokes for good is revoked. Any one thread.
#pragma once

#include "agent/crypto/revocation/revocation_list.hpp"

namespace reseal::crypto {

// A certificate and that of the authority whose key signed it, both in DER.
struct RevocationSubject {
    ByteView certificate;
    ByteView issuer;
};

// How far ahead of this computer's clock another one may be.
inline constexpr std::chrono::minutes kRevocationClockTolerance{5};
// How long an answer without nextUpdate is taken for the state of things.
inline constexpr std::chrono::hours kUndatedFreshness{24};

// A list that covers `time.at` or is newer answers: what was revoked at all is told with its date. An old list still
// tells what it lists, but not that something else is good. Unknown with a reason: list_missing, list_not_of_issuer,
// list_rules_unknown, list_scope_unfit, list_signer_unfit, list_signature_wrong, list_too_early, list_out_of_date,
// list_after_lapse, list_base_missing, and those of verifySignedObject.
[[nodiscard]] RevocationFacts checkLists(const RevocationSubject& subject, std::span<const RevocationList> lists,
                                         RevocationTime time);

} // namespace reseal::crypto
