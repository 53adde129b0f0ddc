// SPDX-License-Identifier: Apache-2.0
// "Settings": when and how to warn, the language, the watched folders, the profile. UI thread.
#pragma once

#include "agent/ui/main_window.hpp"

class wxButton;
class wxCheckBox;
class wxChoice;
class wxFlexGridSizer;
class wxScrolledWindow;
class wxStaticText;
class wxTextCtrl;

namespace reseal::ui {

class ArchiveSettings;
class SourcesPanel;

class SettingsPage : public PagePanel {
public:
    SettingsPage(wxWindow* parent, Face& face);
    void refresh() override;

private:
    wxSizer* whenSection();
    wxSizer* howSection();
    wxSizer* profileSection();
    wxSizer* saveRow();
    wxChoice* timeChoice(const std::string& name);
    void fillIn(const core::Settings& settings);
    void edited();
    void enableFields(); // what is locked by policy cannot be changed here
    void save();
    void say(const std::string& text, bool failure);

    wxScrolledWindow* body_ = nullptr;
    wxTextCtrl* thresholds_ = nullptr;
    wxCheckBox* quiet_ = nullptr;
    wxChoice* quietFrom_ = nullptr;
    wxChoice* quietTo_ = nullptr;
    wxCheckBox* weekends_ = nullptr;
    wxCheckBox* desktop_ = nullptr;
    wxTextCtrl* command_ = nullptr;
    wxChoice* language_ = nullptr;
    SourcesPanel* sources_ = nullptr;
    ArchiveSettings* archive_ = nullptr;
    wxStaticText* management_ = nullptr;
    wxStaticText* said_ = nullptr;
    wxButton* save_ = nullptr;
    wxButton* undo_ = nullptr;
    core::Settings shown_; // what the fields were filled with
    bool filling_ = false;
    bool edited_ = false;
    std::optional<core::Settings> savedOver_; // until a snapshot has others, the fields say what was saved
};

} // namespace reseal::ui
