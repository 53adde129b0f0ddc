// SPDX-License-Identifier: Apache-2.0
// What was found out about one signature of a signed message (RFC 5652, RFC 5126), with no opinion on it: crypto fills
// it, core judges. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"
#include "agent/base/revocation_facts.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace reseal {

enum class SignatureState : std::uint8_t {
    sound,          // made with the key of the certificate over this content
    contentChanged, // the signature is intact, but the content is another
    wrong,          // not made with that key, or changed since
    unverifiable,   // could not be tried here: `problem` says why
};

enum class PathState : std::uint8_t {
    trusted,      // leads to an authority that was given
    unknown,      // leads to none of them
    broken,       // names one of them as its issuer, which did not sign it
    unverifiable, // cannot be followed here: `problem` says why
};

struct CertificatePath {
    PathState state = PathState::unknown;
    // When all of the issuing certificates are valid; only where trusted.
    TimePoint notBefore = TimePoint::min();
    TimePoint notAfter = TimePoint::max();
    std::optional<Error> problem = {};
};

struct TimeStampFacts {
    SignatureState state = SignatureState::unverifiable; // over its own text and over the signature that it stamps
    std::optional<Error> problem = {};
    TimePoint time; // what it says
    std::optional<CertificateFacts> authority = {};
    CertificatePath path = {};
    std::optional<RevocationFacts> revocation = {}; // nothing where it was not looked up
};

struct SignerFacts {
    SignatureState state = SignatureState::unverifiable;
    std::optional<Error> problem = {}; // of state: what is wrong, or why nothing can be said
    std::optional<CertificateFacts> certificate = {};
    std::string digest; // "sha256", as in the plugins' words
    bool weakDigest = false;
    bool mayNotSign = false;                      // the certificate is made out for other uses only
    std::optional<TimePoint> claimedTime = {};    // the signer's own word
    std::optional<TimeStampFacts> timeStamp = {}; // the earliest sound one, or the first
    CertificatePath path = {};
    std::optional<RevocationFacts> revocation = {}; // nothing where it was not looked up
};

} // namespace reseal
