// SPDX-License-Identifier: Apache-2.0
// "Others": what never warns. Certificates of issuers and of other people, locked files, files that gave nothing.
// UI thread.
#pragma once

#include "agent/ui/certificate_list.hpp"
#include "agent/ui/main_window.hpp"

class wxDataViewListCtrl;
class wxSearchCtrl;

namespace reseal::ui {

class CertificateTable;

class OthersPage : public PagePanel {
public:
    OthersPage(wxWindow* parent, Face& face);
    void refresh() override;
    void focusSearch() override;

private:
    wxSizer* lockedSection();
    wxSizer* refusedSection();
    void showFiltered();
    void unlockSelected();

    CertificateRows rows_;
    wxSearchCtrl* search_ = nullptr;
    CertificateTable* table_ = nullptr;
    wxSizer* locked_ = nullptr;
    wxSizer* refused_ = nullptr;
    wxDataViewListCtrl* lockedList_ = nullptr;
    wxDataViewListCtrl* refusedList_ = nullptr;
    std::vector<std::string> lockedPaths_;
};

} // namespace reseal::ui
