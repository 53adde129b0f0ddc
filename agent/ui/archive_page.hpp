// SPDX-License-Identifier: Apache-2.0
// "Archive": old keys, searched by name, number or year; what can be done with one; and the way to open an old
// document. UI thread.
#pragma once

#include "agent/ui/archive_list.hpp"
#include "agent/ui/main_window.hpp"

class wxButton;
class wxDataViewListCtrl;
class wxMenu;
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
    void lookFor(const std::string& serial, const std::string& id); // a certificate whose key is to be copied
    void focusList();

private:
    wxSizer* documentRow();
    void addList();
    wxSizer* actions();
    void fillList();
    void chooseRow(const std::string& id); // the engine is asked for the holder's line
    void showSelected();                   // its details, and what can be done with it
    void popUpMenu();
    void tellOutcome();
    [[nodiscard]] const core::ArchivedKey* selected() const; // null where none is
    void exportSelected();
    void restoreSelected();
    void removeSelected();
    void bringBack(const std::string& id);
    [[nodiscard]] std::string nothingFound() const;        // what to do where no key shows
    void say(wxStaticText* line, const std::string& text); // nothing: the line goes

    std::vector<ArchiveRow> rows_;
    std::shared_ptr<const core::ArchiveView> shown_;
    std::shared_ptr<const core::HolderLine> line_;
    wxSearchCtrl* search_ = nullptr;
    wxStaticText* empty_ = nullptr;
    wxButton* takeIn_ = nullptr; // only where a copy is wanted of a key that is in a file
    wxStaticText* organisations_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    ReadingText* details_ = nullptr;
    wxStaticText* heldBack_ = nullptr; // why nothing can be done
    wxStaticText* removed_ = nullptr;
    wxButton* export_ = nullptr;
    wxButton* restore_ = nullptr;
    wxButton* remove_ = nullptr;
    wxButton* bringBack_ = nullptr;
    wxButton* backUp_ = nullptr;
    wxButton* recovery_ = nullptr;
    std::string chosen_;   // id of the row that is selected
    std::string sought_;   // serial number of the certificate whose key is to be copied
    std::string soughtId_; // and its id
    bool filling_ = false;
    int toldOutcome_ = 0;
};

} // namespace reseal::ui
