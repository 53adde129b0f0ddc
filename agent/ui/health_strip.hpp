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
    struct Line {
        core::Severity severity;
        std::string title;
        std::string text;
        std::string certificateId = {}; // to be renewed
        std::string renewalId = {};     // to be gone on with
    };
    void addItem(const Line& line);

    Face& face_;
    wxBoxSizer* rows_;
    std::string shown_; // what the rows say, so that nothing flickers when nothing changed
};

} // namespace reseal::ui
