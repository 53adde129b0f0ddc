// SPDX-License-Identifier: Apache-2.0
// The worst health items at the top of the window, each with its mend. UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/face.hpp"

#include <wx/panel.h>

class wxButton;
class wxSizer;

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
        bool operator==(const Line&) const = default;
    };
    struct Row {
        Line line;
        wxSizer* sizer;             // in the panel's own, or the holder's
        wxButton* button = nullptr; // the mend
    };
    [[nodiscard]] std::vector<Line> worst() const;
    [[nodiscard]] Row makeRow(const Line& line);

    Face& face_;
    std::vector<Row> rows_; // from the top
};

} // namespace reseal::ui
