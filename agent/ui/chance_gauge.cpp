// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/chance_gauge.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/layout.hpp"

#include <wx/gauge.h>

#include <chrono>

namespace reseal::ui {

ChanceGauge::ChanceGauge(wxWindow* parent, const Words& words) : wxPanel(parent) {
    constexpr int kWidth = 560;
    auto* const rows = new wxBoxSizer(wxVERTICAL);
    rows->Add(
        paragraph(this,
                  words.tr("Move the mouse or type anything: it adds randomness to the new key. You may go on at any "
                           "time; the computer has enough of its own."),
                  kWidth));
    gauge_ = new wxGauge(this, wxID_ANY, 100);
    nameForReaders(*gauge_, words.tr("Randomness for the new key"));
    rows->Add(gauge_, wxSizerFlags().Expand().Border(wxTOP, FromDIP(4)));
    SetSizer(rows);
    wxEvtHandler::AddFilter(this);
}

ChanceGauge::~ChanceGauge() { wxEvtHandler::RemoveFilter(this); }

int ChanceGauge::FilterEvent(wxEvent& event) {
    const bool press = event.GetEventType() == wxEVT_KEY_DOWN;
    if ((press || event.GetEventType() == wxEVT_MOTION) && IsShownOnScreen()) {
        const wxPoint place = press ? wxPoint(++presses_, -1) : wxGetMousePosition(); // when, never which key
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        pool_.add(place.x, place.y, std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
        if (gauge_->GetValue() != pool_.percent()) {
            gauge_->SetValue(pool_.percent());
        }
    }
    return Event_Skip;
}

} // namespace reseal::ui
