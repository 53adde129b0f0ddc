// SPDX-License-Identifier: Apache-2.0
// The worst health items at the top of the window, each with its mend. UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/face.hpp"

#include <wx/panel.h>

class wxBoxSizer;

namespace reseal::ui {

class HealthStrip : public wxPanel {
public:
    HealthStrip(wxWindow* parent, Face& face);
    void refresh(); // shows the face's snapshot

private:
    void addItem(core::Severity severity, const std::string& title, const std::string& text,
                 const std::string& certificateId);

    Face& face_;
    wxBoxSizer* rows_;
    std::string shown_; // what the rows say, so that nothing flickers when nothing changed
};

} // namespace reseal::ui
