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

Verdict ExpiryRules::evaluate(const RuleInput& input, TimePoint now) const {
    Verdict verdict;
    const Thresholds& thresholds = *input.thresholds;
    if (thresholds.empty()) {
        return verdict;
    }
    // What was announced counts only for the same due date, and only where its moment is not far ahead again.
    std::set<int> said;
    const bool sameDue = input.announced != nullptr && input.announced->due == input.due;
    // Weekends move a moment by two days at most, so most comparisons need no look at the wall clock.
    const auto reachedBy = [&](int threshold, TimePoint instant) {
        const TimePoint plain = input.due - days(threshold);
        return plain <= instant || (plain - days(2) <= instant && moment(input.due, threshold) <= instant);
    };
    const auto chanceReachedBy = [&](TimePoint instant) {
        return input.remoteRenewalEnds && lastChanceMoment(*input.remoteRenewalEnds) <= instant;
    };
    if (sameDue) {
        for (const int threshold : input.announced->thresholds) {
            if (threshold == kLastChance ? chanceReachedBy(now + kFarAhead) : reachedBy(threshold, now + kFarAhead)) {
                said.insert(threshold);
            } else {
                verdict.forget = true;
            }
        }
    }

    const bool lapsedLongAgo = now >= input.due + days(1) && now >= input.due - days(thresholds.back()) + days(1);
    std::optional<int> deepest;
    for (const int threshold : thresholds) { // largest first, so the last reached is the deepest
        if (!reachedBy(threshold, now)) {
            verdict.next = moment(input.due, threshold); // later ones come later
            break;
        }
        deepest = threshold;
        verdict.reached.insert(threshold);
    }
    bool chance = false;
    if (input.remoteRenewalEnds && *input.remoteRenewalEnds > now) {
        chance = chanceReachedBy(now);
        if (chance) {
            verdict.reached.insert(kLastChance);
        } else {
            sooner(verdict.next, lastChanceMoment(*input.remoteRenewalEnds));
        }
    }

    const bool newChance = chance && !said.contains(kLastChance);
    const bool newThreshold = deepest && !lapsedLongAgo && !said.contains(*deepest);
    const bool snoozed = sameDue && input.announced->snoozedUntil.has_value();
    if (snoozed && *input.announced->snoozedUntil > now && !newChance) {
        verdict.next = *input.announced->snoozedUntil; // what comes up meanwhile is said when the snooze ends
        if (input.remoteRenewalEnds && *input.remoteRenewalEnds > now && !chance) {
            sooner(verdict.next, lastChanceMoment(*input.remoteRenewalEnds));
        }
        return verdict;
    }
    verdict.snoozeEnded = snoozed && *input.announced->snoozedUntil <= now;
    if (newChance) {
        verdict.fires = kLastChance;
    } else if (newThreshold || verdict.snoozeEnded) {
        verdict.fires = deepest.value_or(thresholds.front());
    }
    verdict.lastChance = verdict.fires && chance;
    return verdict;
}

TimePoint snoozeAnHour(TimePoint now) { return now + hours(1); }

TimePoint snoozeTomorrowAtNine(const Clock& clock, TimePoint now) {
    const std::chrono::sys_days tomorrow = std::chrono::sys_days(clock.local(now).date) + days(1);
    return clock.instant({std::chrono::year_month_day(tomorrow), 9 * 60});
}

} // namespace reseal::core
