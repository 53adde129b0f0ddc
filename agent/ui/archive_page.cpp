// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/search_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/dataview.h>

namespace reseal::ui {

ArchivePage::ArchivePage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    auto* top = new wxBoxSizer(wxHORIZONTAL);
    top->Add(pushButton(this, words.tr("&Open an encrypted document…"), [this] { face_.chooseDocument(); }),
             wxSizerFlags().CentreVertical());
    top->Add(label(this, words.tr("or drop it on this window")),
             wxSizerFlags().CentreVertical().Border(wxLEFT, FromDIP(kGap)));
    column->Add(top, border);
    search_ = searchField(this, words, [this] { opened(); });
    column->Add(search_, border);
    empty_ = label(this, " ");
    column->Add(empty_, border);
    organisations_ = label(this, " ");
    column->Add(organisations_, border);
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    const auto addColumn = [&](const std::string& title, int width) {
        list_->AppendTextColumn(toWx(title), wxDATAVIEW_CELL_INERT, FromDIP(width), wxALIGN_LEFT,
                                wxDATAVIEW_COL_RESIZABLE);
    };
    addColumn(words.tr("Certificate"), 300);
    addColumn(words.tr("Valid"), 300);
    addColumn(words.tr("For"), 160);
    addColumn(words.tr("Key"), 220);
    nameForReaders(*list_, words.tr("Archived keys"));
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) { showDetails(); });
    column->Add(list_, wxSizerFlags(border).Proportion(2));
    details_ = new ReadingText(this, words.tr("About the key"), wxSize(300, 140));
    column->Add(details_, wxSizerFlags(border).Proportion(1));
    column->AddSpacer(FromDIP(kGap));
    SetSizer(column);
}

void ArchivePage::opened() { face_.resident().lookIntoArchive(toUtf8(search_->GetValue())); }

void ArchivePage::focusSearch() { search_->SetFocus(); }

void ArchivePage::refresh() {
    const auto& archive = face_.snapshot()->archive;
    if (archive == nullptr || archive == shown_) {
        return; // looked at already: the selection stays
    }
    shown_ = archive;
    rows_ = archiveRows(*archive, face_.words());
    list_->DeleteAllItems();
    for (const ArchiveRow& row : rows_) {
        wxVector<wxVariant> cells;
        for (const std::string& text : {row.who, row.when, row.purpose, row.key}) {
            cells.push_back(toWx(text));
        }
        list_->AppendItem(cells);
    }
    if (!rows_.empty()) {
        list_->SelectRow(0);
    }
    const Words& words = face_.words();
    empty_->SetLabel(toLabel(archive->more ? words.tr("There are more; type more of the name.")
                             : !archive->query.empty()
                                 ? words.tr("The archive holds nothing like that.")
                                 : words.tr("The archive is empty. 'reseal archive import' takes old keys in.")));
    GetSizer()->Show(empty_, rows_.empty() || archive->more);
    const std::string others = organisationsText(*archive, words);
    organisations_->SetLabel(toLabel(others));
    GetSizer()->Show(organisations_, !others.empty());
    showDetails();
    Layout();
}

void ArchivePage::showDetails() {
    const int row = list_->GetSelectedRow();
    details_->clearText();
    if (row != wxNOT_FOUND) {
        details_->addParagraph(rows_.at(static_cast<std::size_t>(row)).details);
    }
    details_->showTop();
}

} // namespace reseal::ui
