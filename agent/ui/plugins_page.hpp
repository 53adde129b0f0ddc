// SPDX-License-Identifier: Apache-2.0
// "Plugins": what there is, why one is refused, and what the person may decide. UI thread.
#pragma once

#include "agent/ui/main_window.hpp"
#include "agent/ui/plugin_list.hpp"

class wxButton;
class wxCheckBox;
class wxDataViewListCtrl;
class wxStaticText;

namespace reseal::ui {

class ReadingText;

class PluginsPage : public PagePanel {
public:
    PluginsPage(wxWindow* parent, Face& face);
    void refresh() override;
    void opened() override; // plugins may have been installed since

private:
    wxSizer* actions();
    [[nodiscard]] const PluginRow* selected() const; // null where none is
    void selectionChanged();
    void trustSelected();
    void install();
    void showOffer();
    void tellCheck();

    std::vector<PluginRow> rows_;
    wxStaticText* management_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    ReadingText* details_ = nullptr;
    wxButton* enable_ = nullptr;
    wxButton* disable_ = nullptr;
    wxButton* trust_ = nullptr;
    wxButton* distrust_ = nullptr;
    wxButton* check_ = nullptr;
    wxCheckBox* developer_ = nullptr;
    std::string chosen_; // the id of the row that the person chose
    bool refreshing_ = false;
    int answeredOffer_ = 0;
    int toldCheck_ = 0;
};

} // namespace reseal::ui
