// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_settings.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/choice.h>
#include <wx/textctrl.h>

namespace reseal::ui {
namespace {

constexpr int kTextWidth = 640;

} // namespace

ArchiveSettings::ArchiveSettings(wxWindow* parent, Face& face) : wxPanel(parent), face_(face) {
    const Words& words = face.words();
    auto* column = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    column->Add(heading(this, words.tr("Archive")));
    auto* grid = new wxFlexGridSizer(2, FromDIP(wxSize(kGap, kGap)));
    grid->AddGrowableCol(1);
    verify_ = cadenceChoice(*grid, words.tr("&Read it back to find damage:"), words.tr("Read the archive back"));
    backup_ = cadenceChoice(*grid, words.tr("&Back it up:"), words.tr("Back the archive up"));
    auto* caption = label(this, words.tr("&Into this folder:"));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    folder_ = new wxTextCtrl(this, wxID_ANY);
    folder_->SetHint(toWx(words.tr("Off. For example a folder on a flash drive")));
    nameForReaders(*folder_, words.tr("Folder of the archive's backup"));
    row->Add(folder_, wxSizerFlags(1).CentreVertical());
    choose_ = pushButton(this, words.tr("&Choose…"), [this] {
        const std::string chosen = face_.chooseFolder(this, face_.words().tr("Choose a folder for the backup"));
        if (!chosen.empty()) {
            folder_->SetValue(toWx(chosen));
        }
    });
    row->Add(choose_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    grid->Add(caption, wxSizerFlags().CentreVertical());
    grid->Add(row, wxSizerFlags().Expand());
    column->Add(grid, wxSizerFlags(gap).Expand());
    column->Add(paragraph(this,
                          words.tr("A drive that is not there is waited for. Without a folder nothing is backed up by "
                                   "itself."),
                          kTextWidth),
                wxSizerFlags().Border(wxTOP, FromDIP(4)));
    SetSizer(column);
}

wxChoice* ArchiveSettings::cadenceChoice(wxFlexGridSizer& grid, const std::string& text, const std::string& name) {
    const Words& words = face_.words();
    auto* choice = new wxChoice(this, wxID_ANY);
    for (const std::string& each : // as core::Cadence has them
         {words.tr("Never"), words.tr("Every day"), words.tr("Every week"), words.tr("Every month")}) {
        choice->Append(toWx(each));
    }
    nameForReaders(*choice, name);
    addRow(grid, this, text, choice);
    return choice;
}

void ArchiveSettings::fillIn(const core::Settings& settings) {
    verify_->SetSelection(static_cast<int>(settings.archiveVerify));
    backup_->SetSelection(static_cast<int>(settings.archiveBackup));
    folder_->ChangeValue(toWx(settings.archiveBackupFolder));
}

void ArchiveSettings::enableFields(const core::Management& management) {
    const auto open = [&](const char* key) { return !management.lockedSettings.contains(key); };
    verify_->Enable(open("archive_verify"));
    backup_->Enable(open("archive_backup"));
    folder_->Enable(open("archive_backup_folder"));
    choose_->Enable(open("archive_backup_folder"));
}

std::string ArchiveSettings::takeOver(core::Settings& settings) {
    const std::string folder = toUtf8(folder_->GetValue());
    if (std::string mistake = folder.empty() ? folder : placeMistake(folder, face_.words()); !mistake.empty()) {
        folder_->SetFocus();
        return mistake;
    }
    settings.archiveVerify = static_cast<core::Cadence>(verify_->GetSelection());
    settings.archiveBackup = static_cast<core::Cadence>(backup_->GetSelection());
    settings.archiveBackupFolder = folder;
    return {};
}

} // namespace reseal::ui
