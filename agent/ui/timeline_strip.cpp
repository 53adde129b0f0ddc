// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/timeline_strip.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/dcbuffer.h>
#include <wx/settings.h>

#include <algorithm>
#include <cmath>

namespace reseal::ui {
namespace {

constexpr int kHeight = 92;
constexpr int kMark = 16;
constexpr int kMargin = 14;

wxColour textColour() { return wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT); }

} // namespace

TimelineStrip::TimelineStrip(wxWindow* parent, const Words& words)
    : wxWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxBORDER_NONE | wxFULL_REPAINT_ON_RESIZE),
      words_(words) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(FromDIP(wxSize(420, kHeight)));
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) { paint(); });
    Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& event) { event.Skip(), Refresh(); });
    Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) { event.Skip(), Refresh(); });
    Bind(wxEVT_MOTION, &TimelineStrip::hover, this);
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent& event) {
        SetFocus();
        if (const TimelineMarker* marker = hit(event.GetPosition()); marker != nullptr && onSelect) {
            onSelect(marker->id);
        }
    });
    Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& event) {
        switch (event.GetKeyCode()) {
        case WXK_LEFT:
            walk(-1);
            break;
        case WXK_RIGHT:
            walk(1);
            break;
        default:
            event.Skip();
        }
    });
}

void TimelineStrip::show(Timeline timeline) {
    timeline_ = std::move(timeline);
    nameForReaders(*this, words_.tr("Timeline of the next 13 months"), timeline_.summary);
    Refresh();
}

void TimelineStrip::select(const std::string& id) {
    if (selected_ != id) {
        selected_ = id;
        Refresh();
    }
}

void TimelineStrip::walk(int step) {
    if (timeline_.markers.empty()) {
        return;
    }
    const auto& markers = timeline_.markers;
    const auto found = std::ranges::find(markers, selected_, &TimelineMarker::id);
    const auto last = static_cast<std::ptrdiff_t>(markers.size()) - 1;
    const auto next = found == markers.end() ? 0 : std::clamp<std::ptrdiff_t>(found - markers.begin() + step, 0, last);
    const TimelineMarker& marker = markers[static_cast<std::size_t>(next)];
    nameForReaders(*this, marker.label, timeline_.summary);
    if (onSelect) {
        onSelect(marker.id);
    }
}

void TimelineStrip::hover(wxMouseEvent& event) {
    const TimelineMarker* marker = hit(event.GetPosition());
    const wxString tip = marker == nullptr ? wxString() : toWx(marker->label);
    if (GetToolTipText() != tip) {
        SetToolTip(tip);
    }
}

double TimelineStrip::left() const { return FromDIP(kMargin); }
double TimelineStrip::width() const { return std::max(1.0, GetClientSize().x - 2 * left()); }
double TimelineStrip::axis() const { return GetClientSize().y - FromDIP(24); }

wxPoint2DDouble TimelineStrip::centreOf(const TimelineMarker& marker) const {
    const double lift = FromDIP(kMark) * 0.75 + marker.lane * FromDIP(kMark + 3);
    return {left() + marker.position * width(), axis() - lift};
}

const TimelineMarker* TimelineStrip::hit(const wxPoint& point) const {
    const auto found = std::ranges::find_if(timeline_.markers, [&](const TimelineMarker& marker) {
        return centreOf(marker).GetDistance(wxPoint2DDouble(point)) <= FromDIP(kMark) * 0.65;
    });
    return found == timeline_.markers.end() ? nullptr : &*found;
}

void TimelineStrip::paintAxis(wxGraphicsContext& graphics) {
    const double top = FromDIP(4);
    const auto band = [&](double from, double to, const wxColour& colour) {
        graphics.SetPen(wxGraphicsPen());
        graphics.SetBrush(graphics.CreateBrush(wxBrush(colour)));
        graphics.DrawRectangle(left() + from * width(), top, (to - from) * width(), axis() - top);
    };
    band(0, timeline_.today, tintOf(core::Severity::critical, 0.16));
    band(timeline_.today, timeline_.urgentUntil, tintOf(core::Severity::warning, 0.22));

    graphics.SetPen(graphics.CreatePen(wxGraphicsPenInfo(quietText()).Width(1)));
    graphics.StrokeLine(left(), axis(), left() + width(), axis());
    graphics.SetFont(GetFont().Smaller(), quietText());
    double freeFrom = 0;
    for (const TimelineTick& tick : timeline_.ticks) {
        const double x = left() + tick.position * width();
        graphics.StrokeLine(x, axis(), x, axis() + FromDIP(5));
        double textWidth = 0;
        double textHeight = 0;
        graphics.GetTextExtent(toWx(tick.label), &textWidth, &textHeight);
        if (x >= freeFrom && x + textWidth <= GetClientSize().x) {
            graphics.DrawText(toWx(tick.label), x + FromDIP(2), axis() + FromDIP(5));
            freeFrom = x + textWidth + FromDIP(6);
        }
    }
    const double now = left() + timeline_.today * width();
    graphics.SetPen(graphics.CreatePen(wxGraphicsPenInfo(textColour()).Width(2)));
    graphics.StrokeLine(now, top, now, axis());
}

void TimelineStrip::paint() {
    wxAutoBufferedPaintDC dc(this);
    dc.SetBackground(wxBrush(wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOW)));
    dc.Clear();
    const std::unique_ptr<wxGraphicsContext> graphics(wxGraphicsContext::Create(dc));
    if (!graphics) {
        return;
    }
    paintAxis(*graphics);
    for (const TimelineMarker& marker : timeline_.markers) {
        const wxPoint2DDouble centre = centreOf(marker);
        drawMark(*graphics, marker.severity, centre.m_x, centre.m_y, FromDIP(kMark));
        if (marker.id == selected_) {
            const double ring = FromDIP(kMark + 6);
            graphics->SetBrush(wxGraphicsBrush());
            graphics->SetPen(graphics->CreatePen(wxGraphicsPenInfo(textColour()).Width(FromDIP(2))));
            graphics->DrawEllipse(centre.m_x - ring / 2, centre.m_y - ring / 2, ring, ring);
        }
    }
    if (timeline_.later > 0) {
        const wxString text = toWx(words_.trn("{count} later →", "{count} later →", timeline_.later));
        graphics->SetFont(GetFont().Smaller(), quietText());
        double textWidth = 0;
        double textHeight = 0;
        graphics->GetTextExtent(text, &textWidth, &textHeight);
        graphics->DrawText(text, left() + width() - textWidth, FromDIP(6));
    }
    if (HasFocus()) {
        graphics->SetBrush(wxGraphicsBrush());
        graphics->SetPen(graphics->CreatePen(
            wxGraphicsPenInfo(wxSystemSettings::GetColour(wxSYS_COLOUR_HIGHLIGHT)).Width(FromDIP(2))));
        graphics->DrawRectangle(1, 1, GetClientSize().x - 2, GetClientSize().y - 2);
    }
}

} // namespace reseal::ui
