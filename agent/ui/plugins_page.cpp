// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/plugins_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/trust_dialog.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/dataview.h>
#include <wx/wrapsizer.h>

#include <algorithm>

namespace reseal::ui {

PluginsPage::PluginsPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    management_ = label(this, {});
    column->Add(management_, border);
    list_ = new wxDataViewListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxDV_ROW_LINES | wxDV_SINGLE);
    list_->AppendTextColumn(toWx(words.tr("Plugin")), wxDATAVIEW_CELL_INERT, FromDIP(360), wxALIGN_LEFT,
                            wxDATAVIEW_COL_RESIZABLE);
    list_->AppendTextColumn(toWx(words.tr("Version")), wxDATAVIEW_CELL_INERT, FromDIP(100), wxALIGN_LEFT,
                            wxDATAVIEW_COL_RESIZABLE);
    list_->AppendTextColumn(toWx(words.tr("State")), wxDATAVIEW_CELL_INERT, FromDIP(400));
    nameForReaders(*list_, words.tr("Plugins"));
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        if (!refreshing_) {
            chosen_ = selected() == nullptr ? std::string() : selected()->id;
            selectionChanged();
        }
    });
    column->Add(list_, wxSizerFlags(border).Proportion(3));
    details_ = new ReadingText(this, words.tr("About the plugin"), wxSize(300, 150));
    column->Add(details_, wxSizerFlags(border).Proportion(2));
    column->Add(actions(), wxSizerFlags().Expand().Border(wxLEFT | wxTOP, FromDIP(kGap)));
    developer_ = new wxCheckBox(this, wxID_ANY, toWx(words.tr("&Developer mode: load what nobody vouches for")));
    developer_->Bind(wxEVT_CHECKBOX,
                     [this](wxCommandEvent& event) { face_.resident().setDeveloperMode(event.IsChecked()); });
    column->Add(developer_, wxSizerFlags().Border(wxALL, FromDIP(kGap)));
    SetSizer(column);
    if (face.snapshot() != nullptr && face.snapshot()->offeredPlugin) {
        answeredOffer_ = face.snapshot()->offeredPlugin->number; // asked in a window that is gone
    }
    if (face.snapshot() != nullptr && face.snapshot()->pluginCheck) {
        toldCheck_ = face.snapshot()->pluginCheck->number; // likewise told
    }
}

wxSizer* PluginsPage::actions() {
    const Words& words = face_.words();
    auto* row = new wxWrapSizer(wxHORIZONTAL, wxREMOVE_LEADING_SPACES);
    const auto beside = wxSizerFlags().Border(wxRIGHT | wxBOTTOM, FromDIP(kGap));
    const auto choose = [this](bool on) {
        if (const PluginRow* plugin = selected()) {
            face_.resident().enablePlugin(plugin->id, on);
        }
    };
    enable_ = pushButton(this, words.tr("S&witch on"), [choose] { choose(true); });
    disable_ = pushButton(this, words.tr("Switch o&ff"), [choose] { choose(false); });
    trust_ = pushButton(this, words.tr("&Trust…"), [this] { trustSelected(); });
    distrust_ = pushButton(this, words.tr("Withdraw tr&ust"), [this] {
        if (const PluginRow* plugin = selected()) {
            face_.resident().distrustPlugin(plugin->id);
        }
    });
    check_ = pushButton(this, words.tr("Chec&k"), [this] {
        if (const PluginRow* plugin = selected()) {
            face_.resident().checkPlugin(plugin->id);
        }
    });
    for (wxButton* button : {enable_, disable_, trust_, distrust_, check_}) {
        row->Add(button, beside);
    }
    row->Add(pushButton(this, words.tr("&Install…"), [this] { install(); }), beside);
    return row;
}

void PluginsPage::opened() { face_.resident().judgePlugins(); }

const PluginRow* PluginsPage::selected() const {
    const int row = list_->GetSelectedRow();
    return row == wxNOT_FOUND ? nullptr : &rows_.at(static_cast<std::size_t>(row));
}

void PluginsPage::refresh() {
    const core::Snapshot& snapshot = *face_.snapshot();
    const Words& words = face_.words();
    refreshing_ = true;
    rows_ = pluginRows(snapshot, words);
    std::vector<std::vector<std::string>> cells;
    for (const PluginRow& row : rows_) {
        cells.push_back({row.name, row.version, row.state});
    }
    showCells(*list_, cells);
    if (const auto found = std::ranges::find(rows_, chosen_, &PluginRow::id); found != rows_.end()) {
        list_->SelectRow(static_cast<unsigned>(found - rows_.begin()));
    } else if (!rows_.empty()) {
        list_->SelectRow(0);
    }
    refreshing_ = false;
    const std::string managed = managementText(snapshot.management, words);
    management_->SetLabel(toLabel(managed));
    GetSizer()->Show(management_, !managed.empty());
    developer_->SetValue(snapshot.management.developerMode);
    developer_->Enable(snapshot.management.developerModeAllowed);
    selectionChanged();
    Layout();
    showOffer();
    tellCheck();
}

void PluginsPage::selectionChanged() {
    const PluginRow* plugin = selected();
    enable_->Enable(plugin != nullptr && plugin->mayEnable);
    disable_->Enable(plugin != nullptr && plugin->mayDisable);
    trust_->Enable(plugin != nullptr && plugin->mayTrust);
    distrust_->Enable(plugin != nullptr && plugin->mayDistrust);
    check_->Enable(plugin != nullptr && plugin->mayCheck);
    details_->clearText();
    if (plugin != nullptr) {
        details_->addParagraph(plugin->details + "\n");
        for (const auto& [label, value] : plugin->facts) {
            details_->addLine(label, value);
        }
    }
    details_->showTop();
}

void PluginsPage::trustSelected() {
    const PluginRow* row = selected();
    const auto& plugins = face_.snapshot()->plugins;
    const auto plugin = row == nullptr ? plugins.end() : std::ranges::find(plugins, row->id, &core::PluginView::id);
    if (plugin != plugins.end()) {
        auto* dialog = new TrustDialog(face_, *plugin,
                                       [&resident = face_.resident(), id = plugin->id] { resident.trustPlugin(id); });
        dialog->Show();
    }
}

void PluginsPage::install() {
    const std::string folder = face_.chooseFolder(this, face_.words().tr("Choose the folder of the plugin"));
    if (!folder.empty()) {
        face_.resident().installPlugin(folder, false);
    }
}

void PluginsPage::showOffer() {
    const auto& offer = face_.snapshot()->offeredPlugin;
    if (!offer || offer->number == answeredOffer_) {
        return;
    }
    answeredOffer_ = offer->number;
    auto* dialog = new TrustDialog(face_, offer->plugin, [&resident = face_.resident(), folder = offer->folder] {
        resident.installPlugin(folder, true);
    });
    dialog->Show();
}

void PluginsPage::tellCheck() {
    const auto& check = face_.snapshot()->pluginCheck;
    if (check && check->number != toldCheck_) {
        toldCheck_ = check->number;
        face_.tell(checkText(*face_.snapshot(), face_.words()), check->error.has_value());
    }
}

} // namespace reseal::ui
