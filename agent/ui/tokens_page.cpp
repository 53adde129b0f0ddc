// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/tokens_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/pin_dialog.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/dataview.h>

#include <algorithm>

namespace reseal::ui {

TokensPage::TokensPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    empty_ = label(this, words.tr("No readers and no tokens. Plug a token in, and it shows here."));
    column->Add(empty_, border);
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    const auto addColumn = [&](const std::string& title, int width) {
        list_->AppendTextColumn(toWx(title), wxDATAVIEW_CELL_INERT, FromDIP(width), wxALIGN_LEFT,
                                wxDATAVIEW_COL_RESIZABLE);
    };
    addColumn(words.tr("Token or reader"), 400);
    addColumn(words.tr("State"), 200);
    addColumn(words.tr("Certificates"), 120);
    addColumn(words.tr("Space"), 180);
    nameForReaders(*list_, words.tr("Tokens"));
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        if (!refreshing_) {
            chosen_ = selected() == nullptr ? std::string() : selected()->name;
            selectionChanged();
        }
    });
    column->Add(list_, wxSizerFlags(border).Proportion(2));
    details_ = new ReadingText(this, words.tr("About the token"), wxSize(300, 120));
    column->Add(details_, wxSizerFlags(border).Proportion(1));
    column->Add(actions(), wxSizerFlags().Expand().Border(wxALL, FromDIP(kGap)));
    SetSizer(column);
    if (face.snapshot() != nullptr && face.snapshot()->pinOutcome) {
        toldOutcome_ = face.snapshot()->pinOutcome->number; // told in a window that is gone
    }
}

wxSizer* TokensPage::actions() {
    const Words& words = face_.words();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto beside = wxSizerFlags().CentreVertical().Border(wxRIGHT, FromDIP(kGap));
    changePin_ = pushButton(this, words.tr("Change &PIN…"), [this] { changePin(); });
    row->Add(changePin_, beside);
    row->Add(pushButton(this, words.tr("&Look again"), [this] { face_.resident().lookAtTokens(); }), beside);
    return row;
}

void TokensPage::opened() { face_.resident().lookAtTokens(); }

const TokenRow* TokensPage::selected() const {
    const int row = list_->GetSelectedRow();
    return row == wxNOT_FOUND ? nullptr : &rows_.at(static_cast<std::size_t>(row));
}

void TokensPage::refresh() {
    refreshing_ = true;
    rows_ = tokenRows(*face_.snapshot(), face_.words());
    std::vector<std::vector<std::string>> cells;
    for (const TokenRow& row : rows_) {
        cells.push_back({row.name, row.state, row.certificates, row.space});
    }
    showCells(*list_, cells);
    const auto found = std::ranges::find(rows_, chosen_, &TokenRow::name);
    if (found != rows_.end()) {
        list_->SelectRow(static_cast<unsigned>(found - rows_.begin()));
    } else if (!rows_.empty()) {
        list_->SelectRow(0);
    }
    refreshing_ = false;
    GetSizer()->Show(empty_, rows_.empty());
    selectionChanged();
    Layout();
    tellOutcome();
}

void TokensPage::selectionChanged() {
    const TokenRow* token = selected();
    changePin_->Enable(token != nullptr && token->mayChangePin);
    details_->clearText();
    if (token != nullptr) {
        details_->addParagraph(token->details);
    }
    details_->showTop();
}

void TokensPage::changePin() {
    const TokenRow* row = selected();
    const core::Token* token = row == nullptr ? nullptr : findToken(*face_.snapshot(), row->uri);
    if (token != nullptr) {
        (new PinDialog(face_, *token))->Show();
    }
}

void TokensPage::tellOutcome() {
    const auto& outcome = face_.snapshot()->pinOutcome;
    if (outcome && outcome->number != toldOutcome_) {
        toldOutcome_ = outcome->number;
        face_.tell(outcomeText(*outcome, face_.words()), outcome->error.has_value());
    }
}

} // namespace reseal::ui
