// SPDX-License-Identifier: Apache-2.0
// The worst health items at the top of the window, each with its mend. UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/face.hpp"
#include "agent/ui/kept_rows.hpp"

#include <wx/panel.h>

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
    [[nodiscard]] std::vector<Line> worst() const;
    [[nodiscard]] wxSizer* makeRow(const Line& line);

    Face& face_;
    KeptRows rows_;
};

} // namespace reseal::ui
