// SPDX-License-Identifier: Apache-2.0
// The system's clock and time zone. The zone is looked up on every call (tzset), so that a changed TZ or
// /etc/localtime counts at once. Any thread.
#include "agent/platform/system.hpp"

#include <algorithm>
#include <ctime>

namespace reseal::platform {
namespace {

constexpr std::chrono::seconds kDay = std::chrono::hours(24);

std::tm wallClock(TimePoint instant) {
    const std::time_t seconds = instant.time_since_epoch().count();
    std::tm wall{};
    ::tzset();
    ::localtime_r(&seconds, &wall);
    return wall;
}

std::chrono::seconds offsetAt(TimePoint instant) { return std::chrono::seconds(wallClock(instant).tm_gmtoff); }

class SystemClock final : public core::Clock {
public:
    [[nodiscard]] TimePoint now() const override {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }

    [[nodiscard]] core::LocalTime local(TimePoint instant) const override {
        const std::tm wall = wallClock(instant);
        const std::chrono::year_month_day date(std::chrono::year(wall.tm_year + 1900),
                                               std::chrono::month(static_cast<unsigned>(wall.tm_mon + 1)),
                                               std::chrono::day(static_cast<unsigned>(wall.tm_mday)));
        return {date, wall.tm_hour * 60 + wall.tm_min};
    }

    // mktime leaves open which of two instants it gives, and which way it moves a skipped time: the offsets on both
    // sides decide it here.
    [[nodiscard]] TimePoint instant(const core::LocalTime& local) const override {
        const TimePoint asUtc = std::chrono::sys_days(local.date) + std::chrono::minutes(local.minuteOfDay);
        const TimePoint withEarlier = asUtc - offsetAt(asUtc - kDay);
        const TimePoint withLater = asUtc - offsetAt(asUtc + kDay);
        const bool earlierFits = withEarlier + offsetAt(withEarlier) == asUtc;
        const bool laterFits = withLater + offsetAt(withLater) == asUtc;
        if (earlierFits && laterFits) {
            return std::min(withEarlier, withLater);
        }
        if (earlierFits || laterFits) {
            return earlierFits ? withEarlier : withLater;
        }
        return afterGap(withLater, withEarlier);
    }

private:
    // The first instant of (before, after] at which the wall clock has jumped.
    static TimePoint afterGap(TimePoint before, TimePoint after) {
        if (before > after) {
            std::swap(before, after);
        }
        const auto offset = offsetAt(before);
        while (after - before > std::chrono::seconds(1)) {
            const TimePoint middle = before + (after - before) / 2;
            (offsetAt(middle) == offset ? before : after) = middle;
        }
        return after;
    }
};

} // namespace

std::unique_ptr<core::Clock> systemClock() { return std::make_unique<SystemClock>(); }

} // namespace reseal::platform
