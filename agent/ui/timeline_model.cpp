// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/timeline_model.hpp"

#include <algorithm>
#include <array>

namespace reseal::ui {
namespace {

// Closer than this, as a share of the strip, two markers would overlap.
constexpr double kMarkerWidth = 0.017;

std::string monthName(unsigned month, const Words& words) {
    constexpr std::array kMonths{N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May|short"), N_("Jun"),
                                 N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"),       N_("Dec")};
    const std::string name = words.tr(kMonths.at(month - 1));
    return name.substr(0, name.find('|')); // "May" alone is the long name too
}

class Scale {
public:
    Scale(TimePoint from, TimePoint to) : from_(from), length_(static_cast<double>((to - from).count())) {}
    [[nodiscard]] double at(TimePoint instant) const {
        const double position = static_cast<double>((instant - from_).count()) / length_;
        return std::clamp(position, 0.0, 1.0);
    }

private:
    TimePoint from_;
    double length_;
};

int freeLane(const std::vector<TimelineMarker>& markers, double position) {
    std::array<bool, kTimelineLanes> taken{};
    for (const TimelineMarker& marker : markers) {
        if (position - marker.position < kMarkerWidth) {
            taken.at(static_cast<std::size_t>(marker.lane)) = true;
        }
    }
    const auto free = std::ranges::find(taken, false);
    return free == taken.end() ? kTimelineLanes - 1 : static_cast<int>(free - taken.begin());
}

std::string summarise(const CertificateRows& rows, int later, const Words& words) {
    if (rows.empty()) {
        return words.tr("No certificates of yours yet.");
    }
    const auto ahead = std::ranges::find_if(rows, [&](const auto& row) { return row.due > words.clock().now(); });
    const auto gone = static_cast<long>(ahead - rows.begin());
    const auto inView = static_cast<long>(rows.end() - ahead) - later;
    std::string text;
    const auto add = [&text](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
    if (gone > 0) {
        add(words.trn("{count} certificate has lapsed.", "{count} certificates have lapsed.", gone));
    }
    if (inView > 0) {
        add(words.trn("{count} certificate is due in the next 13 months.",
                      "{count} certificates are due in the next 13 months.", inView));
    }
    if (later > 0) {
        add(words.trn("{count} certificate is due later.", "{count} certificates are due later.", later));
    }
    if (ahead != rows.end()) {
        add(words.tr("Next: {holder}, {date}, {left}.",
                     {{"holder", ahead->holder}, {"date", ahead->dueDate}, {"left", ahead->timeLeft}}));
    }
    return text;
}

} // namespace

Timeline buildTimeline(const CertificateRows& rows, const Words& words) {
    const core::Clock& clock = words.clock();
    const TimePoint now = clock.now();
    const auto today = clock.local(now).date;
    const auto first = today.year() / today.month() / std::chrono::day(1);
    const auto monthStart = [&](int offset) {
        return clock.instant({.date = first + std::chrono::months(offset), .minuteOfDay = 0});
    };
    const TimePoint end = monthStart(kTimelineMonths);
    const Scale scale(monthStart(0), end);

    Timeline timeline;
    for (int offset = 0; offset < kTimelineMonths; ++offset) {
        const auto date = first + std::chrono::months(offset);
        std::string label = monthName(static_cast<unsigned>(date.month()), words);
        if (date.month() == std::chrono::January) {
            label += " " + std::to_string(static_cast<int>(date.year()));
        }
        timeline.ticks.push_back({.position = scale.at(monthStart(offset)), .label = std::move(label)});
    }
    timeline.today = scale.at(now);
    timeline.urgentUntil = scale.at(now + std::chrono::days(kWarningDays));
    for (const CertificateRow& row : rows) {
        if (row.due >= end) {
            ++timeline.later;
            continue;
        }
        TimelineMarker marker;
        marker.id = row.id;
        marker.position = scale.at(row.due);
        marker.lane = freeLane(timeline.markers, marker.position);
        marker.severity = row.severity;
        marker.label = row.holder + ": " + row.dueDate + ", " + row.timeLeft;
        timeline.markers.push_back(std::move(marker));
    }
    timeline.summary = summarise(rows, timeline.later, words);
    return timeline;
}

} // namespace reseal::ui
