// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/recovery_code_dialog.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {
namespace {

// Rows, from the top.
constexpr std::size_t kFile = 0;
constexpr std::size_t kCode = 1;
constexpr std::size_t kAnother = 2;

} // namespace

RecoveryCodeDialog::RecoveryCodeDialog(Face& face)
    : ArchiveDialog(face, face.words().tr("Recovery code of the archive"), {}) {
    const Words& words = face.words();
    file_ = addPlace(words.tr("&File:"),
                     platform::homeFolder() + "/" + words.tr("Recovery code of the archive") + ".html", [this] {
                         return face_.chooseNewFile(this, face_.words().tr("Recovery code of the archive"),
                                                    toUtf8(file_->GetValue()));
                     });
    code_ = new wxTextCtrl(this, wxID_ANY);
    addControl(words.tr("&Code on the page:"), *code_);
    auto* const another = pushButton(this, words.tr("Make &another page"), [this] { showStep(false); });
    addControl(" ", *another);
    nameForReaders(*another, words.tr("Make another page"));
    finishArchive(
        words.tr("The recovery code opens the archive when its password is forgotten or this computer is lost. "
                 "Print the page, put it away as you would a deed, and type the code back once."),
        words.tr("&Make the page"));
    const core::ArchiveView* const archive = face.snapshot()->archive.get();
    showStep(archive != nullptr && archive->recoveryPrinted);
}

void RecoveryCodeDialog::showStep(bool typing) {
    const Words& words = face_.words();
    typing_ = typing;
    showRows(kFile, 1, !typing);
    showRows(kCode, 1, typing);
    showRows(kAnother, 1, typing);
    showVaultPassword(!typing);
    nameAct(typing ? words.tr("Chec&k") : words.tr("&Make the page"));
    (typing ? code_ : file_)->SetFocus();
}

void RecoveryCodeDialog::accept() {
    if (typing_) {
        return send(
            {.act = core::Errand::confirmRecovery, .newPassword = std::make_shared<const Secret>(copyOf(*code_))});
    }
    const std::string path = toUtf8(file_->GetValue());
    if (const std::string mistake = placeMistake(path, face_.words()); !mistake.empty()) {
        say(mistake);
        return file_->SetFocus();
    }
    send({.act = core::Errand::makeRecovery, .place = path});
}

void RecoveryCodeDialog::finished(const core::ErrandOutcome& outcome) {
    if (outcome.act == core::Errand::confirmRecovery) {
        return ArchiveDialog::finished(outcome);
    }
    (void)platform::openForPerson(outcome.place); // where it is stands below
    showStep(true);
    say(outcomeText(outcome, {}, face_.words()));
}

} // namespace reseal::ui
