// SPDX-License-Identifier: Apache-2.0
// What an OCSP response says of a certificate (RFC 6960, 3.2): whether it is about it, whether its issuer or the one
// that it appointed signed it, and for when. Any one thread.
#pragma once

#include "agent/crypto/revocation/list_check.hpp"
#include "agent/crypto/revocation/ocsp_response.hpp"

namespace reseal::crypto {

struct OcspDemands {
    std::optional<Bytes> nonce = {};            // what was sent with the question; then the answer has it too
    std::span<const RevocationList> lists = {}; // that may tell of an appointed responder, unless it has nocheck
};

// Unknown with a reason: answer_not_about, answer_rules_unknown, answer_signer_unfit, answer_signer_revoked,
// answer_signature_wrong, answer_nonce_missing, answer_nonce_differs, answer_too_early, answer_out_of_date,
// answer_after_lapse, certificate_not_known (the authority does not know it), and those of verifySignedObject. An old
// answer still tells what it revokes; one of an appointed responder is old when that one's certificate has lapsed.
[[nodiscard]] RevocationFacts checkOcsp(const RevocationSubject& subject, const OcspResponse& response,
                                        RevocationTime time, const OcspDemands& demands = {});

} // namespace reseal::crypto
