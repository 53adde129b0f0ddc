// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/list_check.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/revocation/list_scope.hpp"

#include <algorithm>
#include <functional>

namespace reseal::crypto {
namespace {

Error missing() {
    return {Category::notFound, "list_missing", N_("There is no revocation list of the certificate's authority."), {}};
}
Error notOfIssuer() {
    return {Category::notFound,
            "list_not_of_issuer",
            N_("The revocation list is of another authority than the one that issued the certificate."),
            {}};
}
Error rulesUnknown() {
    return {Category::failed,
            "list_rules_unknown",
            N_("The revocation list has rules that this program does not know."),
            {}};
}
Error scopeUnfit() {
    return {
        Category::notFound, "list_scope_unfit", N_("The revocation list is not about certificates like this one."), {}};
}
Error signerUnfit() {
    return {Category::refused,
            "list_signer_unfit",
            N_("The authority's certificate is not made out for signing revocation lists."),
            {}};
}
Error signatureWrong() {
    return {Category::damaged,
            "list_signature_wrong",
            N_("The revocation list was changed, or was not signed by the authority that issued the certificate."),
            {}};
}
Error tooEarly() {
    return {Category::failed,
            "list_too_early",
            N_("The revocation list is dated in the future; check this computer's clock."),
            {}};
}
Error outOfDate() {
    return {Category::failed, "list_out_of_date", N_("The revocation list is out of date; get a newer one."), {}};
}
Error afterLapse() {
    return {
        Category::failed,
        "list_after_lapse",
        N_("The revocation list was made after the certificate had lapsed, and such certificates may be left out of "
           "it; use a list from before."),
        {}};
}
Error baseMissing() {
    return {Category::notFound,
            "list_base_missing",
            N_("The revocation list only adds to a full one, which is not here."),
            {}};
}

// What both certificates say, read once.
struct Parties {
    CertificateFields certificate;
    CertificateFields issuer;
    CertificateFacts facts;
    bool issuerMaySign = true;
};

std::optional<Parties> readParties(const RevocationSubject& subject) {
    auto certificate = readCertificateFields(subject.certificate);
    auto issuer = readCertificateFields(subject.issuer);
    auto facts = readCertificate(subject.certificate);
    const auto issuerFacts = readCertificate(subject.issuer);
    if (!certificate || !issuer || !facts || !issuerFacts) {
        return std::nullopt;
    }
    const auto usage = issuerFacts.value().keyUsage;
    return Parties{std::move(*certificate), std::move(*issuer), std::move(facts).value(),
                   !usage || (*usage & kCrlSign) != 0};
}

// Why this list tells nothing of the certificate, if so. `scope` is set where it does.
std::optional<Error> whyUnusable(const RevocationList& list, const Parties& who, TimePoint now, ListScope& scope) {
    if (!equal(list.issuer(), who.certificate.issuer) || !equal(list.issuer(), who.issuer.subject)) {
        return notOfIssuer();
    }
    if (list.hasUnknownRules()) {
        return rulesUnknown();
    }
    scope = scopeOf(list.extensions(), who.certificate, who.facts.isCa);
    if (scope == ListScope::other) {
        return scopeUnfit();
    }
    if (!who.issuerMaySign) {
        return signerUnfit();
    }
    if (list.thisUpdate() > now + kRevocationClockTolerance) {
        return tooEarly();
    }
    const auto isSigned = list.isSignedBy(who.issuer.publicKeyInfo);
    if (!isSigned) {
        return isSigned.error();
    }
    return isSigned.value() ? std::nullopt : std::optional(signatureWrong());
}

struct Usable {
    const RevocationList* list = nullptr;
    ListScope scope = ListScope::covers;
};

struct Choice {
    std::vector<Usable> full; // the newest first
    std::vector<Usable> delta;
    Error problem = missing(); // of the list that came nearest
};

Choice choose(std::span<const RevocationList> lists, const Parties& who, TimePoint now) {
    Choice choice;
    for (const RevocationList& list : lists) {
        Usable usable{&list};
        if (auto problem = whyUnusable(list, who, now, usable.scope)) {
            const bool nearer =
                choice.problem.reason == "list_missing" || choice.problem.reason == "list_not_of_issuer";
            choice.problem = nearer ? std::move(*problem) : std::move(choice.problem);
        } else {
            (list.isDelta() ? choice.delta : choice.full).push_back(usable);
        }
    }
    const auto made = [](const Usable& each) { return each.list->thisUpdate(); };
    std::ranges::stable_sort(choice.full, std::ranges::greater{}, made);
    std::ranges::stable_sort(choice.delta, std::ranges::greater{}, made);
    return choice;
}

ByteView distributionPoint(const RevocationList& list) {
    const auto found = std::ranges::find(list.extensions(), std::string_view("2.5.29.28"), &ExtensionField::oid);
    return found == list.extensions().end() ? ByteView{} : found->value;
}

// RFC 5280, 5.2.4. The NCA's delta lists have numbers of their own below that of their base, so the number of a delta
// is not compared (facts/kazakhstan-nca.md 5).
bool continues(const RevocationList& delta, const RevocationList& full) {
    return full.number() && !isLess(*full.number(), *delta.baseNumber()) && delta.thisUpdate() >= full.thisUpdate() &&
           equal(distributionPoint(delta), distributionPoint(full));
}

const RevocationList* continuationOf(const RevocationList& full, const std::vector<Usable>& deltas) {
    const auto found = std::ranges::find_if(deltas, [&](const Usable& each) { return continues(*each.list, full); });
    return found == deltas.end() ? nullptr : found->list;
}

bool isOld(const RevocationList& list, TimePoint at) {
    return at > list.nextUpdate().value_or(list.thisUpdate() + kUndatedFreshness);
}

RevocationFacts unknown(RevocationFacts facts, Error problem) {
    facts.state = RevocationState::unknown;
    facts.problem = std::move(problem);
    return facts;
}

RevocationFacts revoked(RevocationFacts facts, const ListEntry& entry) {
    facts.state = RevocationState::revoked;
    facts.revokedAt = entry.revokedAt;
    facts.invalidSince = entry.invalidSince;
    facts.reason = entry.reason;
    return facts;
}

RevocationFacts sourceOf(const RevocationList& list) {
    RevocationFacts facts;
    facts.source = RevocationSource::list;
    facts.thisUpdate = list.thisUpdate();
    facts.nextUpdate = list.nextUpdate();
    return facts;
}

// A full list and the delta list that continues it, if any.
RevocationFacts answerOf(const Usable& full, const RevocationList* delta, const Parties& who, TimePoint at) {
    const RevocationList& latest = delta != nullptr ? *delta : *full.list;
    const RevocationFacts facts = sourceOf(latest);
    auto entry = delta != nullptr ? delta->find(who.certificate.serial) : std::nullopt;
    const bool removed = entry && entry->reason == RevocationReason::removeFromList;
    if (!entry) {
        entry = full.list->find(who.certificate.serial);
    }
    const bool old = isOld(latest, at);
    if (entry && !removed) {
        const bool mayBeOver = entry->reason == RevocationReason::certificateHold;
        return old && mayBeOver ? unknown(facts, outOfDate()) : revoked(facts, *entry);
    }
    if (old) {
        return unknown(facts, outOfDate());
    }
    if (full.scope == ListScope::someReasons) {
        return unknown(facts, scopeUnfit());
    }
    if (latest.thisUpdate() > who.facts.notAfter) {
        return unknown(facts, afterLapse());
    }
    RevocationFacts good = facts;
    good.state = RevocationState::good;
    return good;
}

bool isFinal(const RevocationFacts& facts) {
    return facts.state == RevocationState::revoked && facts.reason != RevocationReason::certificateHold;
}

// A revocation that no later list takes back, whether or not a full list is here that the delta list continues.
std::optional<RevocationFacts> finalAmong(const std::vector<Usable>& deltas, const Parties& who) {
    for (const Usable& delta : deltas) {
        const auto entry = delta.list->find(who.certificate.serial);
        if (entry && entry->reason != RevocationReason::removeFromList &&
            entry->reason != RevocationReason::certificateHold) {
            return revoked(sourceOf(*delta.list), *entry);
        }
    }
    return std::nullopt;
}

} // namespace

RevocationFacts checkLists(const RevocationSubject& subject, std::span<const RevocationList> lists,
                           RevocationTime time) {
    const auto who = readParties(subject);
    if (!who) {
        return unknown({}, {Category::damaged, "certificate_damaged", N_("The certificate cannot be read."), {}});
    }
    const Choice choice = choose(lists, *who, time.now);
    std::optional<RevocationFacts> nearest;
    for (const Usable& full : choice.full) {
        RevocationFacts facts = answerOf(full, continuationOf(*full.list, choice.delta), *who, time.at);
        const bool open = nearest && nearest->state == RevocationState::unknown;
        if (!nearest || (open && facts.state != RevocationState::unknown)) {
            nearest = std::move(facts);
        }
    }
    if (nearest && isFinal(*nearest)) {
        return *nearest;
    }
    if (const auto final = finalAmong(choice.delta, *who)) {
        return *final;
    }
    if (nearest) {
        return *nearest;
    }
    return choice.delta.empty() ? unknown({}, choice.problem)
                                : unknown(sourceOf(*choice.delta.front().list), baseMissing());
}

} // namespace reseal::crypto
