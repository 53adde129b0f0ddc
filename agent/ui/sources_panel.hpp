// SPDX-License-Identifier: Apache-2.0
// The watched folders, each with how it is watched; add and remove. UI thread.
#pragma once

#include "agent/ui/face.hpp"

#include <wx/panel.h>

class wxButton;
class wxDataViewListCtrl;

namespace reseal::ui {

class SourcesPanel : public wxPanel {
public:
    SourcesPanel(wxWindow* parent, Face& face);
    void refresh();

private:
    void removeSelected();
    void addFolder();

    Face& face_;
    wxDataViewListCtrl* list_ = nullptr;
    wxButton* remove_ = nullptr;
    std::vector<std::string> paths_;
};

} // namespace reseal::ui
