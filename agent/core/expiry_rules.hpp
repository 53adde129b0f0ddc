// SPDX-License-Identifier: Apache-2.0
// When a certificate warns. Pure functions over instants and what has been announced before.
//
// Each threshold t of a certificate due at D has a moment: D - t days, brought forward to Friday where it falls on a
// weekend. At any check the *deepest* moment reached decides: it fires once if it has not been announced for this D.
// So a week of sleep gives one notice. A moment is forgotten again when it lies more than a day ahead of the
// clock: after a clock was wrongly in the future nothing is missed, and nothing already announced comes twice.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/settings.hpp"

#include <optional>
#include <set>

namespace reseal::core {

// The last chance to renew without a visit is announced like a threshold, under this number.
inline constexpr int kLastChance = 1000000;

// What has been said about one certificate.
struct Announced {
    TimePoint due;            // the due date that the thresholds below belong to
    std::set<int> thresholds; // days, and kLastChance
    std::optional<TimePoint> snoozedUntil;
};

struct RuleInput {
    TimePoint due;
    const Thresholds* thresholds = nullptr;     // borrowed
    std::optional<TimePoint> remoteRenewalEnds; // after this a visit is needed; none where unknown
    const Announced* announced = nullptr;       // borrowed; null: never announced
    bool knownBeforeDue = false;                // it was seen while it was still valid
    std::optional<TimePoint> horizon;           // a "next" later than this is of no interest and may be left out
};

struct Verdict {
    std::optional<int> fires;      // the threshold to announce now, or kLastChance
    bool lastChance = false;       // fires, and remote renewal is about to end
    bool snoozeEnded = false;      // fires because a snooze ran out
    std::optional<TimePoint> next; // the next instant at which this certificate may fire
    std::set<int> reached;         // thresholds that count as announced once this one has been
    bool forget = false;           // announced entries to be dropped: their moment is far ahead again
};

class ExpiryRules {
public:
    // Borrows both for its life. Cheap; make one per evaluation.
    ExpiryRules(const Clock& clock, const Settings& settings);

    [[nodiscard]] Verdict evaluate(const RuleInput& input, TimePoint now) const;

    // The instant a threshold is announced at, weekends considered.
    [[nodiscard]] TimePoint moment(TimePoint due, int days) const;

    // When quiet hours that hold at `now` end; none where it is not quiet.
    [[nodiscard]] std::optional<TimePoint> quietUntil(TimePoint now) const;

    // 24 hours before remote renewal ends, on a working day.
    [[nodiscard]] TimePoint lastChanceMoment(TimePoint remoteRenewalEnds) const;

private:
    [[nodiscard]] bool isHistory(const RuleInput& input, TimePoint now) const;
    [[nodiscard]] std::optional<TimePoint> snoozeInForce(const RuleInput& input, TimePoint now) const;
    [[nodiscard]] TimePoint forwardFromWeekend(TimePoint instant) const;
    [[nodiscard]] bool thresholdReached(const RuleInput& input, int threshold, TimePoint by) const;
    [[nodiscard]] bool announcedInTime(const RuleInput& input, int threshold, TimePoint now) const;
    [[nodiscard]] std::optional<int> deepestReached(const RuleInput& input, TimePoint now, Verdict& verdict) const;
    [[nodiscard]] std::optional<TimePoint> lastChanceAhead(const RuleInput& input, TimePoint now) const;
    void noteReached(const RuleInput& input, TimePoint now, bool lastChance, Verdict& verdict) const;

    const Clock& clock_;
    const Settings& settings_;
};

// Snooze choices offered with a notice.
[[nodiscard]] TimePoint snoozeAnHour(TimePoint now);
[[nodiscard]] TimePoint snoozeTomorrowAtNine(const Clock& clock, TimePoint now);

} // namespace reseal::core
