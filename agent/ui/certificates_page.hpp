// SPDX-License-Identifier: Apache-2.0
// "My certificates": timeline, search, the list soonest first, and what can be done. UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/main_window.hpp"

class wxButton;
class wxSearchCtrl;
class wxStaticText;

namespace reseal::ui {

class CertificateTable;
class TimelineStrip;

class CertificatesPage : public PagePanel {
public:
    CertificatesPage(wxWindow* parent, Face& face);
    void refresh() override;
    void focusSearch() override;

private:
    wxSizer* actions();
    void popUpMenu(); // of the selected certificate
    void showFiltered();
    void selectionChanged();

    CertificateRows rows_;
    TimelineStrip* timeline_ = nullptr;
    wxSearchCtrl* search_ = nullptr;
    wxStaticText* nothing_ = nullptr;
    CertificateTable* table_ = nullptr;
    std::vector<wxButton*> needSelection_;
};

} // namespace reseal::ui
