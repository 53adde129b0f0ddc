// SPDX-License-Identifier: Apache-2.0
// Stages in a row: a tick before those that are behind, the present one bold. UI thread.
#pragma once

#include "agent/ui/renewal_rail.hpp"

#include <wx/panel.h>

class wxBoxSizer;

namespace reseal::ui {

class ProgressRail : public wxPanel {
public:
    explicit ProgressRail(wxWindow* parent);

    // Hidden where there are none. `description` is what a screen reader says.
    void show(const std::vector<RailStage>& stages, const std::string& description);

private:
    wxBoxSizer* row_;
};

} // namespace reseal::ui
