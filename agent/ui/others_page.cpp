// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/others_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/certificate_table.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/search_field.hpp"
#include "agent/ui/wx_text.hpp"

namespace reseal::ui {
namespace {

// Refusals shown at most; the command line lists all.
constexpr std::size_t kMostRefusals = 1000;

wxDataViewListCtrl* plainList(wxWindow* parent, const std::string& name) {
    auto* list =
        new wxDataViewListCtrl(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    list->SetMinSize(parent->FromDIP(wxSize(300, 96)));
    nameForReaders(*list, name);
    return list;
}

} // namespace

OthersPage::OthersPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    column->Add(heading(this, words.tr("Certificates of issuers and of other people")), border);
    search_ = searchField(this, words, [this] { showFiltered(); });
    column->Add(search_, border);
    table_ = new CertificateTable(this, words, words.tr("Certificates of issuers and of other people"));
    table_->onActivate = [this](const std::string& id) { face_.openDetails(id); };
    column->Add(table_, wxSizerFlags(border).Proportion(3));
    locked_ = lockedSection();
    column->Add(locked_, wxSizerFlags(border).Proportion(2));
    refused_ = refusedSection();
    column->Add(refused_, wxSizerFlags(border).Proportion(2));
    column->AddSpacer(FromDIP(kGap));
    SetSizer(column);
}

wxSizer* OthersPage::lockedSection() {
    const Words& words = face_.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(heading(this, words.tr("Locked files")), wxSizerFlags().Border(wxBOTTOM, FromDIP(4)));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    lockedList_ = plainList(this, words.tr("Locked files"));
    lockedList_->AppendTextColumn(toWx(words.tr("File")), wxDATAVIEW_CELL_INERT, FromDIP(600));
    lockedList_->Bind(wxEVT_DATAVIEW_ITEM_ACTIVATED, [this](wxDataViewEvent&) { unlockSelected(); });
    row->Add(lockedList_, wxSizerFlags(1).Expand());
    row->Add(pushButton(this, words.tr("Enter &password…"), [this] { unlockSelected(); }),
             wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    column->Add(row, wxSizerFlags(1).Expand());
    return column;
}

wxSizer* OthersPage::refusedSection() {
    const Words& words = face_.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(heading(this, words.tr("Files that could not be read")), wxSizerFlags().Border(wxBOTTOM, FromDIP(4)));
    refusedList_ = plainList(this, words.tr("Files that could not be read"));
    refusedList_->AppendTextColumn(toWx(words.tr("File")), wxDATAVIEW_CELL_INERT, FromDIP(340), wxALIGN_LEFT,
                                   wxDATAVIEW_COL_RESIZABLE);
    refusedList_->AppendTextColumn(toWx(words.tr("Why, and what to do")), wxDATAVIEW_CELL_INERT, FromDIP(560));
    column->Add(refusedList_, wxSizerFlags(1).Expand());
    return column;
}

void OthersPage::refresh() {
    const core::Snapshot& snapshot = *face_.snapshot();
    const Words& words = face_.words();
    rows_ = rowsOf(snapshot, Shelf::others, words);
    showFiltered();

    lockedPaths_.clear();
    std::vector<std::vector<std::string>> locked;
    for (const core::LockedFile& file : snapshot.locked) {
        if (file.present) {
            lockedPaths_.push_back(file.path);
            locked.push_back({file.path});
        }
    }
    showCells(*lockedList_, locked);
    if (!lockedPaths_.empty() && lockedList_->GetSelectedRow() == wxNOT_FOUND) {
        lockedList_->SelectRow(0);
    }
    std::vector<std::vector<std::string>> refused;
    for (std::size_t i = 0; i < snapshot.refusals.size() && i < kMostRefusals; ++i) {
        const core::Refusal& refusal = snapshot.refusals[i];
        refused.push_back({refusal.path, words.wording().reason(refusal.reason, refusal.detail)});
    }
    showCells(*refusedList_, refused);
    GetSizer()->Show(locked_, !lockedPaths_.empty(), true);
    GetSizer()->Show(refused_, !snapshot.refusals.empty(), true);
    Layout();
}

void OthersPage::focusSearch() { search_->SetFocus(); }

void OthersPage::showFiltered() { table_->show(filterRows(rows_, toUtf8(search_->GetValue()))); }

void OthersPage::unlockSelected() {
    const int row = lockedList_->GetSelectedRow();
    if (row != wxNOT_FOUND) {
        face_.openUnlock(lockedPaths_.at(static_cast<std::size_t>(row)));
    }
}

} // namespace reseal::ui
