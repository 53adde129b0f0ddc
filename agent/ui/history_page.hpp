// SPDX-License-Identifier: Apache-2.0
// "History": certificates that were replaced, lapsed or went away, the notices that were given, and the keys that
// renewals left over. UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/main_window.hpp"

class wxDataViewListCtrl;
class wxSearchCtrl;

namespace reseal::ui {

class CertificateTable;
class LeftOverPanel;

class HistoryPage : public PagePanel {
public:
    HistoryPage(wxWindow* parent, Face& face);
    void refresh() override;
    void focusSearch() override;

private:
    void showFiltered();
    void showNotices();

    CertificateRows rows_;
    wxSearchCtrl* search_ = nullptr;
    CertificateTable* table_ = nullptr;
    wxDataViewListCtrl* notices_ = nullptr;
    LeftOverPanel* leftOver_ = nullptr;
};

} // namespace reseal::ui
