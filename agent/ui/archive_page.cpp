// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_page.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/archive_backup_dialog.hpp"
#include "agent/ui/archive_export_dialog.hpp"
#include "agent/ui/archive_restore_dialog.hpp"
#include "agent/ui/archive_take_in_dialog.hpp"
#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/recovery_code_dialog.hpp"
#include "agent/ui/search_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/dataview.h>
#include <wx/menu.h>
#include <wx/wrapsizer.h>

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr int kTextWidth = 900;

// A dialog that is open tells by itself what went wrong.
bool isToldElsewhere(const core::ErrandOutcome& outcome) {
    return outcome.error && std::ranges::any_of(wxTopLevelWindows, [&](const wxWindow* window) {
               const auto* const dialog = dynamic_cast<const ArchiveDialog*>(window);
               return dialog != nullptr && dialog->waitsFor(outcome.ticket);
           });
}

} // namespace

ArchivePage::ArchivePage(wxWindow* parent, Face& face) : PagePanel(parent, face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto border = wxSizerFlags().Expand().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap));
    column->Add(documentRow(), border);
    search_ = searchField(this, words, [this] { opened(); });
    const std::string hint = words.tr("Search by holder, number or year");
    search_->SetDescriptiveText(toWx(hint));
    nameForReaders(*search_, words.tr("Search"), hint);
    column->Add(search_, border);
    empty_ = label(this, " ");
    column->Add(empty_, border);
    takeIn_ = pushButton(this, words.tr("&Take the key into the archive…"), [this] {
        const std::string file = fileWithKey(*face_.snapshot(), soughtId_);
        (new ArchiveTakeInDialog(face_, soughtId_, file))->Show();
    });
    takeIn_->Hide();
    column->Add(takeIn_, wxSizerFlags().Border(wxLEFT | wxRIGHT | wxTOP, FromDIP(kGap)));
    organisations_ = label(this, " ");
    column->Add(organisations_, border);
    addList();
    column->Add(list_, wxSizerFlags(border).Proportion(2));
    details_ = new ReadingText(this, words.tr("About the key"), wxSize(300, 140));
    column->Add(details_, wxSizerFlags(border).Proportion(1));
    heldBack_ = label(this, " ");
    column->Add(heldBack_, border);
    removed_ = label(this, " ");
    column->Add(removed_, border);
    column->Add(actions(), wxSizerFlags().Expand().Border(wxALL, FromDIP(kGap)));
    SetSizer(column);
    if (face.snapshot() != nullptr && face.snapshot()->errandOutcome) {
        toldOutcome_ = face.snapshot()->errandOutcome->number; // told in a window that is gone
    }
}

wxSizer* ArchivePage::documentRow() {
    const Words& words = face_.words();
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(pushButton(this, words.tr("&Open an encrypted document…"), [this] { face_.chooseDocument(); }),
             wxSizerFlags().CentreVertical());
    row->Add(label(this, words.tr("or drop it on this window")),
             wxSizerFlags().CentreVertical().Border(wxLEFT, FromDIP(kGap)));
    return row;
}

void ArchivePage::addList() {
    const Words& words = face_.words();
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
    list_->Bind(wxEVT_DATAVIEW_SELECTION_CHANGED, [this](wxDataViewEvent&) {
        const int row = list_->GetSelectedRow();
        if (!filling_ && row != wxNOT_FOUND) {
            chooseRow(rows_.at(static_cast<std::size_t>(row)).id);
            showSelected();
        }
    });
    list_->Bind(wxEVT_DATAVIEW_ITEM_CONTEXT_MENU, [this](wxDataViewEvent&) { popUpMenu(); });
    list_->Bind(wxEVT_CONTEXT_MENU, [this](wxContextMenuEvent& event) {
        if (event.GetPosition() == wxDefaultPosition) { // by the keyboard
            popUpMenu();
        } else {
            event.Skip();
        }
    });
}

wxSizer* ArchivePage::actions() {
    const Words& words = face_.words();
    auto* row = new wxWrapSizer(wxHORIZONTAL);
    const auto beside = wxSizerFlags().CentreVertical().Border(wxRIGHT, FromDIP(kGap));
    export_ = pushButton(this, words.tr("&Export…"), [this] { exportSelected(); });
    restore_ = pushButton(this, words.tr("&Restore…"), [this] { restoreSelected(); });
    remove_ = pushButton(this, words.tr("Re&move"), [this] { removeSelected(); });
    bringBack_ = pushButton(this, words.tr("&Undo removal"), [this] {
        if (shown_ != nullptr && !shown_->removed.empty()) {
            bringBack(shown_->removed.front().certificate.id);
        }
    });
    backUp_ = pushButton(this, words.tr("&Back up now…"), [this] { (new ArchiveBackupDialog(face_))->Show(); });
    recovery_ = pushButton(this, words.tr("Recovery &code…"), [this] { (new RecoveryCodeDialog(face_))->Show(); });
    for (wxButton* each : {export_, restore_, remove_, bringBack_, backUp_, recovery_}) {
        row->Add(each, beside);
    }
    return row;
}

void ArchivePage::opened() { face_.resident().lookIntoArchive(toUtf8(search_->GetValue())); }

void ArchivePage::lookFor(const std::string& serial, const std::string& id) {
    sought_ = serial;
    chosen_ = soughtId_ = id;
    search_->ChangeValue(toWx(serial));
    opened();
}

void ArchivePage::focusList() { list_->SetFocus(); }

void ArchivePage::focusSearch() { search_->SetFocus(); }

void ArchivePage::say(wxStaticText* line, const std::string& text) {
    line->SetLabel(toLabel(text));
    line->Wrap(FromDIP(kTextWidth));
    GetSizer()->Show(line, !text.empty());
}

void ArchivePage::chooseRow(const std::string& id) {
    chosen_ = id;
    if (!id.empty()) {
        face_.resident().lookAtHolder(id);
    }
}

void ArchivePage::refresh() {
    const auto& archive = face_.snapshot()->archive;
    if (face_.snapshot()->holderLine != line_) {
        line_ = face_.snapshot()->holderLine;
        showSelected();
    }
    if (archive != nullptr && archive != shown_) {
        shown_ = archive;
        fillList();
        const Words& words = face_.words();
        say(empty_, archive->more    ? words.tr("There are more; type more of the name.")
                    : !rows_.empty() ? std::string()
                                     : nothingFound());
        const bool inVain = rows_.empty() && !sought_.empty() && archive->query == sought_;
        const bool takes = inVain && !fileWithKey(*face_.snapshot(), soughtId_).empty();
        if (takeIn_->Show(takes) && takes && list_->HasFocus()) {
            takeIn_->SetFocus(); // focusList() left it in the list, which is empty
        }
        say(organisations_, organisationsText(*archive, words));
        say(removed_, removedText(*archive, words));
        bringBack_->Enable(!archive->removed.empty());
        backUp_->Enable(!rows_.empty() || !archive->query.empty());
        recovery_->Enable(!rows_.empty() || !archive->query.empty());
        showSelected();
        chooseRow(chosen_); // what is there of its holder may have changed, too
    }
    tellOutcome();
}

std::string ArchivePage::nothingFound() const {
    const Words& words = face_.words();
    if (!sought_.empty() && shown_->query == sought_) {
        return fileWithKey(*face_.snapshot(), soughtId_).empty()
                   ? words.tr("The archive does not hold this key, so no copy can be made here. 'reseal archive import "
                              "FILE' takes it in from its file; a key that was made on a token cannot leave it.")
                   : words.tr("The archive does not hold this key yet. Take it in from its file, and copies can be "
                              "made of it.");
    }
    return !shown_->query.empty()    ? words.tr("The archive holds nothing like that.")
           : shown_->removed.empty() ? words.tr("The archive is empty. 'reseal archive import' takes old keys in.")
                                     : words.tr("The archive is empty.");
}

void ArchivePage::fillList() {
    filling_ = true;
    rows_ = archiveRows(*shown_, face_.words());
    std::vector<std::vector<std::string>> cells;
    for (const ArchiveRow& row : rows_) {
        cells.push_back({row.who, row.when, row.purpose, row.key});
    }
    showCells(*list_, cells);
    auto row = std::ranges::find(rows_, chosen_, &ArchiveRow::id);
    if (row == rows_.end()) {
        row = rows_.begin();
    }
    chosen_ = row == rows_.end() ? std::string() : row->id;
    if (row != rows_.end()) {
        list_->SelectRow(static_cast<unsigned>(row - rows_.begin()));
    }
    filling_ = false;
}

const core::ArchivedKey* ArchivePage::selected() const {
    return shown_ == nullptr || chosen_.empty() ? nullptr : findArchived(*shown_, chosen_);
}

void ArchivePage::showSelected() {
    const core::ArchivedKey* const key = selected();
    const auto row = std::ranges::find(rows_, chosen_, &ArchiveRow::id);
    details_->clearText();
    if (row != rows_.end()) {
        const bool known = line_ != nullptr && line_->id == chosen_;
        const std::string line = known ? holderLineText(*line_, face_.words()) : std::string();
        details_->addParagraph(row->details + (line.empty() ? "" : "\n\n") + line);
    }
    details_->showTop();
    const std::string why = key == nullptr ? std::string() : whyNotOut(*key, face_.words());
    say(heldBack_, why);
    export_->Enable(key != nullptr && why.empty());
    restore_->Enable(key != nullptr && why.empty());
    remove_->Enable(key != nullptr);
    Layout();
}

void ArchivePage::popUpMenu() {
    const Words& words = face_.words();
    wxMenu menu;
    const auto add = [&](const std::string& title, bool enabled, std::function<void()> act) {
        wxMenuItem* const item = menu.Append(wxID_ANY, toWx(title));
        item->Enable(enabled);
        menu.Bind(
            wxEVT_MENU, [act = std::move(act)](wxCommandEvent&) { act(); }, item->GetId());
    };
    add(words.tr("&Export…"), export_->IsEnabled(), [this] { exportSelected(); });
    add(words.tr("&Restore…"), restore_->IsEnabled(), [this] { restoreSelected(); });
    add(words.tr("Re&move"), remove_->IsEnabled(), [this] { removeSelected(); });
    if (shown_ != nullptr && !shown_->removed.empty()) {
        menu.AppendSeparator();
        for (const core::ArchivedKey& key : shown_->removed) {
            const std::string title = words.tr("Bring {who} back", {{"who", holderOf(key, words)}});
            add(toUtf8(toLabel(title)), true, [this, id = key.certificate.id] { bringBack(id); });
        }
    }
    PopupMenu(&menu);
}

void ArchivePage::exportSelected() {
    if (const core::ArchivedKey* const key = selected()) {
        (new ArchiveExportDialog(face_, *key))->Show();
    }
}

void ArchivePage::restoreSelected() {
    if (const core::ArchivedKey* const key = selected()) {
        (new ArchiveRestoreDialog(face_, *key))->Show();
    }
}

void ArchivePage::removeSelected() {
    if (!chosen_.empty()) {
        face_.resident().runErrand({.act = core::Errand::remove, .entry = chosen_});
    }
}

void ArchivePage::bringBack(const std::string& id) {
    chosen_ = id;
    face_.resident().runErrand({.act = core::Errand::bringBack, .entry = id});
}

void ArchivePage::tellOutcome() {
    const auto& outcome = face_.snapshot()->errandOutcome;
    if (!outcome || outcome->number == toldOutcome_) {
        return;
    }
    toldOutcome_ = outcome->number;
    if (!isToldElsewhere(*outcome)) {
        const core::ArchivedKey* const key = shown_ == nullptr ? nullptr : findArchived(*shown_, outcome->entry);
        const std::string who = key == nullptr ? std::string() : holderOf(*key, face_.words());
        face_.tell(outcomeText(*outcome, who, face_.words()), outcome->error.has_value());
    }
}

} // namespace reseal::ui
