// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/certificates_page.hpp"

#include "agent/ui/certificate_table.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/search_field.hpp"
#include "agent/ui/timeline_strip.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/menu.h>

namespace reseal::ui {

CertificatesPage::CertificatesPage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    timeline_ = new TimelineStrip(this, words);
    search_ = searchField(this, words, [this] { showFiltered(); });
    nothing_ =
        new wxStaticText(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxALIGN_CENTRE_HORIZONTAL);
    table_ = new CertificateTable(this, words, words.tr("My certificates, soonest due first"));

    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    column->Add(timeline_, border);
    column->Add(search_, border);
    column->Add(nothing_, wxSizerFlags().Expand().Border(wxALL, FromDIP(kWideGap)));
    column->Add(table_, wxSizerFlags(border).Proportion(1));
    column->Add(actions(), wxSizerFlags().Expand().Border(wxALL, FromDIP(kGap)));
    SetSizer(column);

    timeline_->onSelect = [this](const std::string& id) {
        if (!search_->IsEmpty()) {
            search_->Clear();
        }
        table_->select(id);
    };
    table_->onSelect = [this] { selectionChanged(); };
    table_->onActivate = [this](const std::string& id) { face_.openDetails(id); };
    table_->Bind(wxEVT_DATAVIEW_ITEM_CONTEXT_MENU, [this](wxDataViewEvent&) { popUpMenu(); });
    table_->Bind(wxEVT_CONTEXT_MENU, [this](wxContextMenuEvent& event) {
        if (event.GetPosition() == wxDefaultPosition) { // by the keyboard
            popUpMenu();
        } else {
            event.Skip();
        }
    });
    selectionChanged();
}

void CertificatesPage::popUpMenu() {
    const std::string id = table_->selected();
    if (id.empty()) {
        return;
    }
    const Words& words = face_.words();
    wxMenu menu;
    const auto add = [&](const std::string& title, std::function<void()> act) {
        wxMenuItem* const item = menu.Append(wxID_ANY, toWx(title));
        menu.Bind(
            wxEVT_MENU, [act = std::move(act)](wxCommandEvent&) { act(); }, item->GetId());
    };
    add(words.tr("&Renew…"), [this, id] { face_.openRenewal({id}); });
    add(words.tr("&Details…"), [this, id] { face_.openDetails(id); });
    add(words.tr("&Copy of the key…"), [this, id] { face_.openCopy(id); });
    PopupMenu(&menu);
}

wxSizer* CertificatesPage::actions() {
    const Words& words = face_.words();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto add = [&](const std::string& text, std::function<void(const std::string&)> act) {
        auto* made = pushButton(this, text, [this, act = std::move(act)] {
            if (const std::string id = table_->selected(); !id.empty()) {
                act(id);
            }
        });
        needSelection_.push_back(made);
        row->Add(made, wxSizerFlags().Border(wxRIGHT, FromDIP(kGap)));
    };
    add(words.tr("&Renew…"), [this](const std::string& id) { face_.openRenewal({id}); });
    add(words.tr("Remind me &later…"), [this](const std::string& id) { face_.openSnooze({id}); });
    add(words.tr("&Details…"), [this](const std::string& id) { face_.openDetails(id); });
    add(words.tr("&When to warn…"), [this](const std::string& id) { face_.openThresholds(id); });
    row->AddStretchSpacer();
    row->Add(pushButton(this, words.tr("&New certificate…"), [this] { face_.openRequest(); }),
             wxSizerFlags().Border(wxRIGHT, FromDIP(kGap)));
    row->Add(pushButton(this, words.tr("&Check now"), [this] { face_.resident().rescan(); }));
    return row;
}

void CertificatesPage::refresh() {
    rows_ = rowsOf(*face_.snapshot(), Shelf::mine, face_.words());
    timeline_->show(buildTimeline(rows_, face_.words()));
    showFiltered();
}

void CertificatesPage::focusSearch() { search_->SetFocus(); }

void CertificatesPage::showFiltered() {
    CertificateRows kept = filterRows(rows_, toUtf8(search_->GetValue()));
    const Words& words = face_.words();
    std::string nothing;
    if (rows_.empty()) {
        nothing = words.tr("None of the watched folders holds a certificate with its private key. Add a folder under "
                           "Settings.");
    } else if (kept.empty()) {
        nothing = words.tr("Nothing matches. Try fewer letters.");
    }
    nothing_->SetLabel(toLabel(nothing));
    nothing_->Show(!nothing.empty());
    table_->show(std::move(kept));
    Layout();
}

void CertificatesPage::selectionChanged() {
    const std::string id = table_->selected();
    timeline_->select(id);
    for (wxButton* each : needSelection_) {
        each->Enable(!id.empty());
    }
}

} // namespace reseal::ui
