// SPDX-License-Identifier: Apache-2.0
// Gathers chance from the mouse and the keys while it is shown, and shows how much there is. It never holds anybody up:
// the computer's own generator is enough. UI thread.
#pragma once

#include "agent/ui/chance_pool.hpp"
#include "agent/ui/face.hpp"

#include <wx/eventfilter.h>
#include <wx/panel.h>

class wxGauge;

namespace reseal::ui {

class ChanceGauge : public wxPanel, public wxEventFilter {
public:
    ChanceGauge(wxWindow* parent, const Words& words);
    ~ChanceGauge() override;

    [[nodiscard]] Secret take() { return pool_.take(); }

    int FilterEvent(wxEvent& event) override;

private:
    ChancePool pool_;
    int presses_ = 0;
    wxGauge* gauge_ = nullptr;
};

} // namespace reseal::ui
