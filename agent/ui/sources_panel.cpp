// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/sources_panel.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/dataview.h>

namespace reseal::ui {
namespace {

std::string modeText(const std::string& mode, const Words& words) {
    if (mode == "events") {
        return words.tr("Live");
    }
    if (mode == "slow_timer") {
        return words.tr("Looked at now and then: this place tells nothing by itself");
    }
    return words.tr("Unreachable: check that the disk or network place is connected");
}

} // namespace

SourcesPanel::SourcesPanel(wxWindow* parent, Face& face) : wxPanel(parent), face_(face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(heading(this, words.tr("Watched folders")), wxSizerFlags().Border(wxBOTTOM, FromDIP(kGap)));
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    list_->SetMinSize(FromDIP(wxSize(400, 120)));
    list_->AppendTextColumn(toWx(words.tr("Folder")), wxDATAVIEW_CELL_INERT, FromDIP(340), wxALIGN_LEFT,
                            wxDATAVIEW_COL_RESIZABLE);
    list_->AppendTextColumn(toWx(words.tr("How it is watched")), wxDATAVIEW_CELL_INERT, FromDIP(380));
    nameForReaders(*list_, words.tr("Watched folders"));
    column->Add(list_, wxSizerFlags().Expand());
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(pushButton(this, words.tr("Add a &folder…"), [this] { addFolder(); }));
    remove_ = pushButton(this, words.tr("Stop watc&hing"), [this] { removeSelected(); });
    row->Add(remove_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    column->Add(row, wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    SetSizer(column);
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED,
                [this](wxDataViewEvent&) { remove_->Enable(list_->GetSelectedRow() != wxNOT_FOUND); });
}

void SourcesPanel::refresh() {
    const int selected = list_->GetSelectedRow();
    paths_.clear();
    std::vector<std::vector<std::string>> rows;
    for (const core::SourceState& state : face_.snapshot()->sources) {
        paths_.push_back(state.source.path);
        rows.push_back({state.source.path, modeText(state.mode, face_.words())});
    }
    showCells(*list_, rows);
    if (selected != wxNOT_FOUND && selected < static_cast<int>(paths_.size())) {
        list_->SelectRow(static_cast<unsigned>(selected));
    }
    remove_->Enable(list_->GetSelectedRow() != wxNOT_FOUND);
}

void SourcesPanel::removeSelected() {
    const int row = list_->GetSelectedRow();
    if (row != wxNOT_FOUND) {
        face_.resident().removeSource(paths_.at(static_cast<std::size_t>(row)));
    }
}

void SourcesPanel::addFolder() {
    if (const std::string folder = face_.chooseFolder(this, face_.words().tr("Choose a folder to watch"));
        !folder.empty()) {
        face_.resident().addSource(folder);
    }
}

} // namespace reseal::ui
