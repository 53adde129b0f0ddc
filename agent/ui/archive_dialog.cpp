// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_dialog.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/certificate_list.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {
namespace {

constexpr int kWidth = 560;
constexpr int kFieldWidth = 320;

int nextTicket() {
    static int last = 0; // UI thread
    return ++last;
}

std::string withoutMarks(const std::string& label) {
    std::string name = toUtf8(wxControl::RemoveMnemonics(toWx(label)));
    if (name.ends_with(':')) {
        name.pop_back();
    }
    return name;
}

} // namespace

ArchiveDialog::ArchiveDialog(Face& face, const std::string& title, std::string entry)
    : Dialog(face, title), entry_(std::move(entry)) {
    grid_ = new wxFlexGridSizer(2, FromDIP(wxSize(kGap, kGap)));
    grid_->AddGrowableCol(1);
}

void ArchiveDialog::addControl(const std::string& text, wxWindow& control) {
    addRow(*grid_, this, text, &control);
    nameForReaders(control, withoutMarks(text));
}

wxTextCtrl* ArchiveDialog::addSecret(const std::string& text) {
    auto* field =
        new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, FromDIP(wxSize(kFieldWidth, -1)), wxTE_PASSWORD);
    addControl(text, *field);
    return field;
}

wxTextCtrl* ArchiveDialog::addPlace(const std::string& text, const std::string& value,
                                    std::function<std::string()> choose) {
    auto* caption = label(this, text);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* field = new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, FromDIP(wxSize(kFieldWidth, -1)));
    field->ChangeValue(toWx(value));
    row->Add(field, wxSizerFlags(1).CentreVertical());
    row->Add(pushButton(this, face_.words().tr("C&hoose…"),
                        [field, choose = std::move(choose)] {
                            if (const std::string chosen = choose(); !chosen.empty()) {
                                field->SetValue(toWx(chosen));
                            }
                        }),
             wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    grid_->Add(caption, wxSizerFlags().CentreVertical());
    grid_->Add(row, wxSizerFlags().Expand());
    nameForReaders(*field, withoutMarks(text));
    return field;
}

void ArchiveDialog::finishArchive(const std::string& explanation, const std::string& actLabel, bool makes) {
    const Words& words = face_.words();
    vaultRow_ = grid_->GetItemCount() / 2;
    vaultPassword_ = addSecret(words.tr("Password of the a&rchive:"));
    const core::ArchiveView* const archive = face_.snapshot()->archive.get();
    const bool first = makes && archive != nullptr && !archive->exists;
    if (first) {
        vaultAgain_ = addSecret(words.tr("Password of the archive, &once more:"));
    }
    auto* content = new wxBoxSizer(wxVERTICAL);
    if (const std::string who = holder(); !who.empty()) {
        content->Add(heading(this, who));
    }
    const auto gap = wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap));
    content->Add(paragraph(this, explanation, kWidth), gap);
    if (first) {
        content->Add(paragraph(this,
                               words.tr("There is no archive yet. Choose its password now: it cannot be recovered, so "
                                        "keep it safe."),
                               kWidth),
                     gap);
    }
    content->Add(grid_, gap);
    said_ = paragraph(this, " ", kWidth);
    content->Add(said_, gap);
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    act_ = button(actLabel, [this] {
        if (lacksVaultPassword()) {
            say(face_.words().tr("Type the password of the archive."));
            vaultPassword_->SetFocus();
        } else if (vaultAgain_ != nullptr && vaultAgain_->GetValue() != vaultPassword_->GetValue()) {
            say(face_.words().tr("The two passwords differ; nothing was changed."));
            vaultAgain_->SetFocus();
        } else {
            accept();
        }
    });
    finish(content, {cancel, act_}, act_);
    showVaultPassword(true);
}

// Where the keyring opens the archive, it is asked for once that has failed.
void ArchiveDialog::showVaultPassword(bool shown) {
    const core::ArchiveView* const archive = face_.snapshot()->archive.get();
    showRows(vaultRow_, 1, shown && (archive == nullptr || !archive->keyringOpens));
}

void ArchiveDialog::nameAct(const std::string& label) {
    act_->SetLabel(toWx(label));
    act_->Enable();
    fit();
}

void ArchiveDialog::finished(const core::ErrandOutcome&) { Close(); }

void ArchiveDialog::showRows(std::size_t first, std::size_t count, bool shown) {
    for (std::size_t item = 2 * first; item < 2 * (first + count); ++item) {
        grid_->Show(item, shown);
    }
    fit();
}

void ArchiveDialog::fit() {
    if (GetSizer() != nullptr) {
        GetSizer()->SetSizeHints(this); // smaller too: Fit() alone keeps the first size as the least
    }
}

const core::ArchivedKey* ArchiveDialog::key() const {
    const core::ArchiveView* const archive = face_.snapshot()->archive.get();
    return archive == nullptr || entry_.empty() ? nullptr : findArchived(*archive, entry_);
}

std::string ArchiveDialog::holder() const {
    if (const core::ArchivedKey* const archived = key()) {
        return holderOf(*archived, face_.words());
    }
    const core::InventoryEntry* const known = findEntry(*face_.snapshot(), entry_);
    return known == nullptr ? std::string() : face_.words().wording().who(known->certificate);
}

// Where the keyring may open it, an empty field is fine: the person may have unlocked that.
bool ArchiveDialog::lacksVaultPassword() const {
    const core::ArchiveView* const archive = face_.snapshot()->archive.get();
    return vaultPassword_->IsShown() && vaultPassword_->IsEmpty() && (archive == nullptr || !archive->keyringOpens);
}

void ArchiveDialog::askVaultPassword() {
    showRows(vaultRow_, 1, true);
    vaultPassword_->SetFocus();
}

void ArchiveDialog::send(core::ArchiveErrand errand) {
    errand.ticket = ticket_ = nextTicket();
    errand.entry = entry_;
    errand.vaultPassword = std::make_shared<const Secret>(copyOf(*vaultPassword_));
    act_->Disable();
    say(face_.words().tr("One moment…"));
    face_.resident().runErrand(errand);
}

void ArchiveDialog::say(const std::string& text) {
    said_->SetLabel(toLabel(text.empty() ? " " : text));
    said_->Wrap(FromDIP(kWidth));
    fit();
}

void ArchiveDialog::refresh() {
    const auto& outcome = face_.snapshot()->errandOutcome;
    if (ticket_ == 0 || !outcome || outcome->ticket != ticket_) {
        return;
    }
    ticket_ = 0;
    if (!outcome->error) {
        return finished(*outcome);
    }
    act_->Enable();
    if (asksVaultPassword(*outcome)) {
        vaultPassword_->Clear();
        askVaultPassword();
    }
    refused(*outcome->error);
    say(outcomeText(*outcome, {}, face_.words()));
}

} // namespace reseal::ui
