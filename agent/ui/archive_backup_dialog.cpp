// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_backup_dialog.hpp"

#include "agent/ui/archive_acts.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {

ArchiveBackupDialog::ArchiveBackupDialog(Face& face) : ArchiveDialog(face, face.words().tr("Back up the archive"), {}) {
    const Words& words = face.words();
    folder_ = addPlace(words.tr("&Folder:"), face.snapshot()->settings.archiveBackupFolder,
                       [this] { return face_.chooseFolder(this, face_.words().tr("Choose a folder for the backup")); });
    finishArchive(words.tr("The keys stay sealed in it: it opens with the password or the recovery code that the "
                           "archive has now. A flash drive that you keep elsewhere is the best place."),
                  words.tr("&Back up"));
    folder_->SetFocus();
}

void ArchiveBackupDialog::accept() {
    const std::string path = toUtf8(folder_->GetValue());
    if (const std::string mistake = placeMistake(path, face_.words()); !mistake.empty()) {
        say(mistake);
        return folder_->SetFocus();
    }
    send({.act = core::Errand::backUp, .place = path});
}

} // namespace reseal::ui
