// SPDX-License-Identifier: Apache-2.0
#include "agent/core/notice.hpp"

#include "agent/core/wording.hpp"

#include <algorithm>

namespace reseal::core {

bool Notice::lastChance() const { return std::ranges::any_of(items, &NoticeItem::lastChance); }

bool warns(const InventoryEntry& entry) { return entry.keyKnown() && entry.supersededBy.empty(); }

namespace {

std::optional<TimePoint> remoteRenewalEnds(const IssuerDirectory& issuers, const Certificate& certificate,
                                           TimePoint due) {
    const IssuerEntry* issuer = issuers.find(certificate);
    if (issuer == nullptr || !issuer->remoteRenewalClosesDays) {
        return std::nullopt;
    }
    return due - std::chrono::days(*issuer->remoteRenewalClosesDays);
}

TimePoint firstSeen(const InventoryEntry& entry) {
    const auto earliest = std::ranges::min_element(entry.seen, {}, &Sighting::firstSeen);
    return earliest == entry.seen.end() ? TimePoint::max() : earliest->firstSeen;
}

// What is written down for a certificate: everything reached so far, so that nothing older comes later.
NoticeLog::Entry recordOf(const std::string& id, const Due& due, const Verdict& verdict) {
    return {id, Announced{due.at, verdict.reached, std::nullopt}};
}

} // namespace

Notice renew(const NoticeLog::Past& past, const std::vector<InventoryEntry>& entries, const IssuerDirectory& issuers,
             const Clock& clock) {
    const TimePoint now = clock.now();
    Notice notice{past.noticeId, now, {}};
    for (const InventoryEntry& entry : entries) {
        const bool named = std::ranges::find(past.certificateIds, entry.certificate.id) != past.certificateIds.end();
        if (!named || !warns(entry)) {
            continue;
        }
        const Due due = dueOf(entry.certificate);
        const int daysLeft = Wording::calendarDays(clock, now, due.at);
        const auto ends = remoteRenewalEnds(issuers, entry.certificate, due.at);
        const bool lastChance = ends && *ends > now && *ends - now <= std::chrono::days(3);
        notice.items.push_back({entry, due, daysLeft, daysLeft, lastChance, ends});
    }
    std::ranges::sort(notice.items, {}, [](const NoticeItem& item) { return item.due.at; });
    return notice;
}

Evaluation evaluate(const std::vector<InventoryEntry>& entries, const AnnouncedById& announced,
                    const Settings& settings, const IssuerDirectory& issuers, const Clock& clock) {
    const TimePoint now = clock.now();
    const ExpiryRules rules(clock, settings);
    Evaluation result;
    Notice notice;
    const auto quietEnd = rules.quietUntil(now);
    const auto laterThan = [&](TimePoint at) {
        if (!result.next || at < *result.next) {
            result.next = at;
        }
    };
    for (const InventoryEntry& entry : entries) {
        if (!warns(entry)) {
            continue;
        }
        const Certificate& certificate = entry.certificate;
        const Due due = dueOf(certificate);
        const auto own = settings.certificateThresholds.find(certificate.id);
        const auto said = announced.find(certificate.id);
        RuleInput input;
        input.due = due.at;
        input.thresholds = own == settings.certificateThresholds.end() ? &settings.thresholds : &own->second;
        input.remoteRenewalEnds = remoteRenewalEnds(issuers, certificate, due.at);
        input.announced = said == announced.end() ? nullptr : &said->second;
        input.knownBeforeDue = firstSeen(entry) < due.at;
        input.horizon = result.next;
        const Verdict verdict = rules.evaluate(input, now);
        if (verdict.next) {
            laterThan(*verdict.next);
        }
        if (verdict.fires && quietEnd) {
            laterThan(*quietEnd);
        } else if (verdict.fires) {
            notice.items.push_back({entry, due, *verdict.fires, Wording::calendarDays(clock, now, due.at),
                                    verdict.lastChance, input.remoteRenewalEnds});
            result.records.push_back(recordOf(certificate.id, due, verdict));
        } else if (verdict.forget) {
            NoticeLog::Entry record = recordOf(certificate.id, due, verdict);
            record.state.snoozedUntil = said->second.snoozedUntil;
            result.corrections.push_back(std::move(record));
        }
    }
    if (!notice.items.empty()) {
        std::ranges::sort(notice.items, {}, [](const NoticeItem& item) { return item.due.at; });
        notice.at = now;
        notice.id = "n" + std::to_string(now.time_since_epoch().count());
        result.notice = std::move(notice);
    }
    return result;
}

} // namespace reseal::core
