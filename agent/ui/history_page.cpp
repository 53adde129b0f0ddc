// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/history_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/certificate_table.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/left_over_panel.hpp"
#include "agent/ui/search_field.hpp"
#include "agent/ui/wx_text.hpp"

namespace reseal::ui {

HistoryPage::HistoryPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    const std::string title = words.tr("Superseded, lapsed and gone certificates");
    column->Add(heading(this, title), border);
    search_ = searchField(this, words, [this] { showFiltered(); });
    column->Add(search_, border);
    table_ = new CertificateTable(this, words, title);
    table_->onActivate = [this](const std::string& id) { face_.openDetails(id); };
    column->Add(table_, wxSizerFlags(border).Proportion(3));
    column->Add(heading(this, words.tr("Past notices")), border);
    notices_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    notices_->SetMinSize(FromDIP(wxSize(300, 96)));
    notices_->AppendTextColumn(toWx(words.tr("When")), wxDATAVIEW_CELL_INERT, FromDIP(210), wxALIGN_LEFT,
                               wxDATAVIEW_COL_RESIZABLE);
    notices_->AppendTextColumn(toWx(words.tr("About")), wxDATAVIEW_CELL_INERT, FromDIP(600));
    nameForReaders(*notices_, words.tr("Past notices"));
    column->Add(notices_, wxSizerFlags(border).Proportion(2));
    leftOver_ = new LeftOverPanel(this, face);
    column->Add(leftOver_, border);
    column->AddSpacer(FromDIP(kGap));
    SetSizer(column);
}

void HistoryPage::refresh() {
    rows_ = rowsOf(*face_.snapshot(), Shelf::past, face_.words());
    showFiltered();
    showNotices();
    leftOver_->refresh();
}

void HistoryPage::focusSearch() { search_->SetFocus(); }

void HistoryPage::showFiltered() { table_->show(filterRows(rows_, toUtf8(search_->GetValue()))); }

void HistoryPage::showNotices() {
    const core::Snapshot& snapshot = *face_.snapshot();
    const Words& words = face_.words();
    std::vector<std::vector<std::string>> rows;
    for (const core::NoticeLog::Past& notice : snapshot.notices) {
        std::string about;
        for (const std::string& id : notice.certificateIds) {
            const core::InventoryEntry* entry = findEntry(snapshot, id);
            const std::string who = entry == nullptr ? id.substr(0, 16) : words.wording().who(entry->certificate);
            about += (about.empty() ? "" : "; ") + who;
        }
        rows.push_back({words.wording().dateTime(notice.at), about});
    }
    showCells(*notices_, rows);
}

} // namespace reseal::ui
