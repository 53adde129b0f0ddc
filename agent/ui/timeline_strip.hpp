// SPDX-License-Identifier: Apache-2.0
// The next thirteen months drawn as a strip with a mark per certificate. Arrow keys walk the marks. UI thread.
#pragma once

#include "agent/ui/timeline_model.hpp"

#include <wx/window.h>

#include <functional>

namespace reseal::ui {

class TimelineStrip : public wxWindow {
public:
    TimelineStrip(wxWindow* parent, const Words& words);

    void show(Timeline timeline);
    void select(const std::string& id); // draws a ring around that mark

    std::function<void(const std::string& id)> onSelect;

private:
    void paint();
    void paintAxis(wxGraphicsContext& graphics);
    void walk(int step);
    void hover(wxMouseEvent& event);
    [[nodiscard]] const TimelineMarker* hit(const wxPoint& point) const;
    [[nodiscard]] wxPoint2DDouble centreOf(const TimelineMarker& marker) const;
    [[nodiscard]] double left() const;
    [[nodiscard]] double width() const;
    [[nodiscard]] double axis() const; // height of the line

    const Words& words_;
    Timeline timeline_;
    std::string selected_;
};

} // namespace reseal::ui
