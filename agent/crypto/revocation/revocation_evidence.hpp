// SPDX-License-Identifier: Apache-2.0
// Lists and answers that were saved, and what all of them together say of a certificate. Any one thread.
#pragma once

#include "agent/crypto/cms/certificate_path.hpp"
#include "agent/crypto/revocation/ocsp_check.hpp"

namespace reseal::crypto {

class RevocationEvidence {
public:
    // Errors: those of reading them, and evidence_too_much (usage) beyond 1000 of either.
    [[nodiscard]] Status addList(ByteView file);
    [[nodiscard]] Status addAnswer(ByteView file);

    // A revocation counts whoever tells of it, with the earliest dates of all who do; the newest state otherwise.
    // Unknown with a reason of checkLists or checkOcsp, or issuer_missing where `paths` do not know who signed the
    // certificate.
    [[nodiscard]] RevocationFacts check(ByteView certificate, const CertificatePaths& paths, RevocationTime time) const;

private:
    std::vector<RevocationList> lists_;
    std::vector<OcspResponse> answers_;
};

} // namespace reseal::crypto
