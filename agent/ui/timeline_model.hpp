// SPDX-License-Identifier: Apache-2.0
// Where months and certificates stand on the timeline: thirteen months from the first of this one.
// Plain C++ without wx; any thread.
#pragma once

#include "agent/ui/certificate_list.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

inline constexpr int kTimelineMonths = 13;
inline constexpr int kTimelineLanes = 3;

struct TimelineTick {
    double position = 0; // 0 to 1
    std::string label;   // "Mar"; January carries the year
};

struct TimelineMarker {
    std::string id;
    double position = 0;
    int lane = 0; // 0 is nearest to the axis; markers close together stand in different lanes
    core::Severity severity = core::Severity::fine;
    std::string label; // "Holder: 15.03.2027, 5 days left"
};

struct Timeline {
    std::vector<TimelineTick> ticks;
    std::vector<TimelineMarker> markers; // soonest first; what lapsed earlier stands at the left edge
    double today = 0;
    double urgentUntil = 0; // end of the stretch in which a certificate is critical or a warning
    int later = 0;          // certificates due after the last month
    std::string summary;    // the whole timeline in a sentence, for screen readers
};

[[nodiscard]] Timeline buildTimeline(const CertificateRows& rows, const Words& words);

} // namespace reseal::ui
