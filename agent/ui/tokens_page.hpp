// SPDX-License-Identifier: Apache-2.0
// "Tokens": what is plugged in, what lies on it, and the change of a PIN. UI thread.
#pragma once

#include "agent/ui/main_window.hpp"
#include "agent/ui/token_list.hpp"

class wxButton;
class wxDataViewListCtrl;
class wxStaticText;

namespace reseal::ui {

class ReadingText;

class TokensPage : public PagePanel {
public:
    TokensPage(wxWindow* parent, Face& face);
    void refresh() override;
    void opened() override;

private:
    wxSizer* actions();
    [[nodiscard]] const TokenRow* selected() const; // null where none is
    void selectionChanged();
    void changePin();
    void tellOutcome();

    std::vector<TokenRow> rows_;
    wxStaticText* empty_ = nullptr;
    wxDataViewListCtrl* list_ = nullptr;
    ReadingText* details_ = nullptr;
    wxButton* changePin_ = nullptr;
    std::string chosen_; // the row that the person selected, by name; until then the first is
    bool refreshing_ = false;
    int toldOutcome_ = 0;
};

} // namespace reseal::ui
