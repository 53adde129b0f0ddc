// SPDX-License-Identifier: Apache-2.0
// What is known of the revocation of one certificate, and whose word that is (RFC 5280, 5; RFC 6960): crypto fills it,
// core judges. "Unknown" is never "good": it comes with a reason. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <optional>

namespace reseal {

enum class RevocationState : std::uint8_t { good, revoked, unknown };

// Whose word it is.
enum class RevocationSource : std::uint8_t { none, list, answer }; // nobody's; a CRL; an OCSP response

// CRLReason (RFC 5280, 5.3.1), in its own numbers.
enum class RevocationReason : std::uint8_t {
    unspecified = 0,
    keyCompromise = 1,
    caCompromise = 2,
    affiliationChanged = 3,
    superseded = 4,
    cessationOfOperation = 5,
    certificateHold = 6,
    removeFromList = 8,
    privilegeWithdrawn = 9,
    aaCompromise = 10,
};

// For when it is asked: `at` is the time that the certificate was used, `now` the time of the question.
struct RevocationTime {
    TimePoint at;
    TimePoint now;
};

struct RevocationFacts {
    RevocationState state = RevocationState::unknown;
    RevocationSource source = RevocationSource::none;
    std::optional<TimePoint> revokedAt = {};    // where revoked
    std::optional<TimePoint> invalidSince = {}; // the key is thought to be lost since (invalidityDate)
    std::optional<RevocationReason> reason = {};
    std::optional<TimePoint> thisUpdate = {}; // of the source
    std::optional<TimePoint> nextUpdate = {};
    std::optional<Error> problem = {}; // where unknown: why
};

} // namespace reseal
