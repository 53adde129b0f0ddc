// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_take_in_dialog.hpp"

#include "agent/ui/archive_acts.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {

ArchiveTakeInDialog::ArchiveTakeInDialog(Face& face, const std::string& certificateId, const std::string& file)
    : ArchiveDialog(face, face.words().tr("Take a key into the archive"), certificateId) {
    const Words& words = face.words();
    file_ = addPlace(words.tr("&File:"), file,
                     [this] { return face_.chooseFile(this, face_.words().tr("Take a key into the archive")); });
    password_ = addSecret(words.tr("Pass&word of the file:"));
    finishArchive(
        words.tr("The certificate and its key are copied from the file into the archive. The file stays as it "
                 "is."),
        words.tr("&Take in"), true);
    password_->SetFocus();
}

void ArchiveTakeInDialog::accept() {
    const std::string path = toUtf8(file_->GetValue());
    if (const std::string mistake = placeMistake(path, face_.words()); !mistake.empty()) {
        say(mistake);
        return file_->SetFocus();
    }
    send({.act = core::Errand::takeIn,
          .place = path,
          .newPassword = std::make_shared<const Secret>(copyOf(*password_))});
}

void ArchiveTakeInDialog::refused(const Error& error) {
    if (error.reason.starts_with("file_password_")) {
        password_->SetFocus();
        password_->SelectAll();
    }
}

} // namespace reseal::ui
