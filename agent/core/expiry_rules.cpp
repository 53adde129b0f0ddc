// SPDX-License-Identifier: Apache-2.0
#include "agent/core/expiry_rules.hpp"

#include <algorithm>

namespace reseal::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// A moment this far ahead of the clock cannot have been announced by a clock that was right.
constexpr auto kFarAhead = days(1);

// A certificate that lapsed this long ago is not news, even to somebody who was away.
constexpr auto kLongestAbsence = days(180);

// Windows offer 60 days.
constexpr auto kLongestSnooze = days(62);

// How far a weekend brings a moment forward at most.
constexpr auto kMostForward = days(2);

bool isQuiet(const QuietHours& quiet, int minute) {
    if (quiet.from == quiet.to) {
        return false;
    }
    return quiet.from < quiet.to ? minute >= quiet.from && minute < quiet.to
                                 : minute >= quiet.from || minute < quiet.to;
}

void sooner(std::optional<TimePoint>& next, TimePoint candidate) {
    if (!next || candidate < *next) {
        next = candidate;
    }
}

} // namespace

ExpiryRules::ExpiryRules(const Clock& clock, const Settings& settings) : clock_(clock), settings_(settings) {}

TimePoint ExpiryRules::forwardFromWeekend(TimePoint instant) const {
    if (!settings_.weekendsForward) {
        return instant;
    }
    const std::chrono::weekday weekday = clock_.local(instant).weekday();
    if (weekday == std::chrono::Saturday) {
        return instant - days(1);
    }
    return weekday == std::chrono::Sunday ? instant - days(2) : instant;
}

TimePoint ExpiryRules::moment(TimePoint due, int daysBefore) const {
    const TimePoint instant = due - days(daysBefore);
    // What comes after the due date is not brought forward: it would claim a lapse that has not happened.
    return daysBefore >= 0 ? forwardFromWeekend(instant) : instant;
}

TimePoint ExpiryRules::lastChanceMoment(TimePoint remoteRenewalEnds) const {
    return forwardFromWeekend(remoteRenewalEnds - hours(24));
}

std::optional<TimePoint> ExpiryRules::quietUntil(TimePoint now) const {
    const LocalTime local = clock_.local(now);
    if (!isQuiet(settings_.quietHours, local.minuteOfDay)) {
        return std::nullopt;
    }
    LocalTime end{local.date, settings_.quietHours.to};
    if (end.minuteOfDay <= local.minuteOfDay) {
        end.date = std::chrono::year_month_day(std::chrono::sys_days(local.date) + days(1));
    }
    // A clock change may make the computed end lie behind; waiting a little is then enough.
    return std::max(clock_.instant(end), now + minutes(1));
}

// Weekends move a moment by two days at most, so most comparisons need no look at the wall clock.
bool ExpiryRules::thresholdReached(const RuleInput& input, int threshold, TimePoint by) const {
    if (threshold == kLastChance) {
        return input.remoteRenewalEnds && *input.remoteRenewalEnds - hours(24) - kMostForward <= by &&
               lastChanceMoment(*input.remoteRenewalEnds) <= by;
    }
    const TimePoint plain = input.due - days(threshold);
    return plain <= by || (plain - kMostForward <= by && moment(input.due, threshold) <= by);
}

// What was announced counts only for the same due date, and only where its moment is not far ahead again.
bool ExpiryRules::announcedInTime(const RuleInput& input, int threshold, TimePoint now) const {
    return input.announced != nullptr && input.announced->due == input.due &&
           input.announced->thresholds.contains(threshold) && thresholdReached(input, threshold, now + kFarAhead);
}

std::optional<int> ExpiryRules::deepestReached(const RuleInput& input, TimePoint now, Verdict& verdict) const {
    std::optional<int> deepest;
    for (const int threshold : *input.thresholds) { // largest first, so the last reached is the deepest
        if (!thresholdReached(input, threshold, now)) {
            if (!input.horizon || input.due - days(threshold) - kMostForward < *input.horizon) {
                verdict.next = moment(input.due, threshold); // later ones come later
            }
            break;
        }
        deepest = threshold;
    }
    return deepest;
}

std::optional<TimePoint> ExpiryRules::lastChanceAhead(const RuleInput& input, TimePoint now) const {
    if (!input.remoteRenewalEnds || thresholdReached(input, kLastChance, now) ||
        (input.horizon && *input.remoteRenewalEnds - hours(24) - kMostForward >= *input.horizon)) {
        return std::nullopt;
    }
    return lastChanceMoment(*input.remoteRenewalEnds);
}

void ExpiryRules::noteReached(const RuleInput& input, TimePoint now, bool lastChance, Verdict& verdict) const {
    for (const int threshold : *input.thresholds) {
        if (thresholdReached(input, threshold, now)) {
            verdict.reached.insert(threshold);
        }
    }
    if (lastChance) {
        verdict.reached.insert(kLastChance);
    }
}

// Whoever finds an old lapsed certificate is not warned of it; whoever was away while a known one lapsed is.
bool ExpiryRules::isHistory(const RuleInput& input, TimePoint now) const {
    const auto since = now - input.due;
    const bool windowOver = since >= days(1) && since >= days(1) - days(input.thresholds->back());
    return input.knownBeforeDue ? since >= kLongestAbsence : windowOver;
}

// A snooze further ahead than anybody can choose was taken by a wrong clock.
std::optional<TimePoint> ExpiryRules::snoozeInForce(const RuleInput& input, TimePoint now) const {
    const bool sameDue = input.announced != nullptr && input.announced->due == input.due;
    const bool sane =
        sameDue && input.announced->snoozedUntil && *input.announced->snoozedUntil <= now + kLongestSnooze;
    return sane ? input.announced->snoozedUntil : std::nullopt;
}

Verdict ExpiryRules::evaluate(const RuleInput& input, TimePoint now) const {
    Verdict verdict;
    const Thresholds& thresholds = *input.thresholds;
    if (thresholds.empty()) {
        return verdict;
    }
    const bool sameDue = input.announced != nullptr && input.announced->due == input.due;
    verdict.forget = sameDue && !std::ranges::all_of(input.announced->thresholds, [&](int threshold) {
                         return thresholdReached(input, threshold, now + kFarAhead);
                     });
    const std::optional<int> deepest = deepestReached(input, now, verdict);
    const std::optional<TimePoint> chanceAhead = lastChanceAhead(input, now);
    const bool lastChance =
        input.remoteRenewalEnds && *input.remoteRenewalEnds > now && thresholdReached(input, kLastChance, now);
    const bool newChance = lastChance && !announcedInTime(input, kLastChance, now);
    const bool newThreshold = deepest && !isHistory(input, now) && !announcedInTime(input, *deepest, now);
    const std::optional<TimePoint> snooze = snoozeInForce(input, now);
    if (snooze && *snooze > now && !newChance) {
        // What comes up meanwhile is said when the snooze ends; only the last chance breaks through.
        verdict.next = *snooze;
    } else {
        verdict.snoozeEnded = snooze.has_value();
        if (newChance) {
            verdict.fires = kLastChance;
        } else if (newThreshold || verdict.snoozeEnded) {
            verdict.fires = deepest.value_or(thresholds.front());
        }
        verdict.lastChance = verdict.fires && lastChance;
    }
    if (chanceAhead) {
        sooner(verdict.next, *chanceAhead);
    }
    if (verdict.fires || verdict.forget) {
        noteReached(input, now, lastChance, verdict);
    }
    return verdict;
}

TimePoint snoozeAnHour(TimePoint now) { return now + hours(1); }

TimePoint snoozeTomorrowAtNine(const Clock& clock, TimePoint now) {
    const std::chrono::sys_days tomorrow = std::chrono::sys_days(clock.local(now).date) + days(1);
    return clock.instant({std::chrono::year_month_day(tomorrow), 9 * 60});
}

} // namespace reseal::core
