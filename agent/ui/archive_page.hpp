// SPDX-License-Identifier: Apache-2.0
// "Archive": old keys, searched by name, number or year; and the way to open an old document. UI thread.
#pragma once

#include "agent/ui/archive_list.hpp"
#include "agent/ui/main_window.hpp"

class wxDataViewListCtrl;
class wxSearchCtrl;
class wxStaticText;

namespace reseal::ui {

class ReadingText;

class ArchivePage : public PagePanel {
public:
    ArchivePage(wxWindow* parent, Face& face);
    void refresh() override;
    void opened() override;
    void focusSearch() override;

private:
    void showDetails();

    std::vector<ArchiveRow> rows_;
    std::shared_ptr<const core::ArchiveView> shown_;
    wxSearchCtrl* search_ = nullptr;
    wxStaticText* empty_ = nullptr;
    wxStaticText* organisations_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    ReadingText* details_ = nullptr;
};

} // namespace reseal::ui
