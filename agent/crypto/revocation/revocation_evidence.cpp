// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/revocation_evidence.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxPieces = 1000;

// Reasons that only say that a piece is about somebody else.
constexpr std::array<std::string_view, 3> kFarAway{"list_missing", "list_not_of_issuer", "answer_not_about"};

Error tooMuch() {
    return {
        Category::usage, "evidence_too_much", N_("There are too many revocation lists or answers; name fewer."), {}};
}

bool isFar(const RevocationFacts& facts) {
    return !facts.problem || std::ranges::find(kFarAway, facts.problem->reason) != kFarAway.end();
}

bool isHold(const RevocationFacts& facts) { return facts.reason == RevocationReason::certificateHold; }

bool isFinal(const RevocationFacts& facts) { return facts.state == RevocationState::revoked && !isHold(facts); }

std::optional<TimePoint> earliest(const std::optional<TimePoint>& one, const std::optional<TimePoint>& other) {
    return one && other ? std::min(*one, *other) : one ? one : other;
}

// Whether `other` says more than `known`.
bool saysMore(const RevocationFacts& other, const RevocationFacts& known) {
    if (other.state == RevocationState::unknown) {
        return known.state == RevocationState::unknown && isFar(known) && !isFar(other);
    }
    if (known.state == RevocationState::unknown) {
        return true;
    }
    return isFinal(other) != isFinal(known) ? isFinal(other) : other.thisUpdate > known.thisUpdate;
}

// Of two revocations for good the newer speaks, and takes back none of what the other says of the time before.
RevocationFacts merged(RevocationFacts known, RevocationFacts other) {
    const bool both = isFinal(known) && isFinal(other);
    const auto revokedAt = earliest(known.revokedAt, other.revokedAt);
    const auto invalidSince = earliest(known.invalidSince, other.invalidSince);
    RevocationFacts result = saysMore(other, known) ? std::move(other) : std::move(known);
    if (both) {
        result.revokedAt = revokedAt;
        result.invalidSince = invalidSince;
    }
    return result;
}

} // namespace

Status RevocationEvidence::addList(ByteView file) {
    auto list = RevocationList::read(file);
    if (!list || lists_.size() == kMaxPieces) {
        return list ? tooMuch() : list.error();
    }
    lists_.push_back(std::move(list).value());
    return {};
}

Status RevocationEvidence::addAnswer(ByteView file) {
    auto answer = OcspResponse::read(file);
    if (!answer || answers_.size() == kMaxPieces) {
        return answer ? tooMuch() : answer.error();
    }
    answers_.push_back(std::move(answer).value());
    return {};
}

RevocationFacts RevocationEvidence::check(ByteView certificate, const CertificatePaths& paths,
                                          RevocationTime time) const {
    const auto issuer = paths.issuerOf(certificate);
    if (!issuer) {
        RevocationFacts facts;
        facts.problem =
            Error{Category::notFound,
                  "issuer_missing",
                  N_("Whether the certificate was revoked cannot be checked without the certificate of its authority; "
                     "name it with --ca."),
                  {}};
        return facts;
    }
    const RevocationSubject subject{certificate, *issuer};
    RevocationFacts best = checkLists(subject, lists_, time);
    for (const OcspResponse& answer : answers_) {
        best = merged(std::move(best), checkOcsp(subject, answer, time, {.nonce = {}, .lists = lists_}));
    }
    return best;
}

} // namespace reseal::crypto
