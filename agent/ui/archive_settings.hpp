// SPDX-License-Identifier: Apache-2.0
// How the archive is kept whole by itself: a part of the page of settings. Its edits reach the page as events. UI
// thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/panel.h>

#include <string>

class wxButton;
class wxChoice;
class wxFlexGridSizer;
class wxTextCtrl;

namespace reseal::ui {

class ArchiveSettings : public wxPanel {
public:
    ArchiveSettings(wxWindow* parent, Face& face);

    void fillIn(const core::Settings& settings);
    void enableFields(const core::Management& management); // what policy locks stays as it is
    // Into `settings`, or what is wrong with what was typed; then the field has the focus.
    [[nodiscard]] std::string takeOver(core::Settings& settings);

private:
    wxChoice* cadenceChoice(wxFlexGridSizer& grid, const std::string& label, const std::string& name);

    Face& face_;
    wxChoice* verify_ = nullptr;
    wxChoice* backup_ = nullptr;
    wxTextCtrl* folder_ = nullptr;
    wxButton* choose_ = nullptr;
};

} // namespace reseal::ui
