// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_export_dialog.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {

ArchiveExportDialog::ArchiveExportDialog(Face& face, const core::ArchivedKey& key)
    : ArchiveDialog(face, face.words().tr("Export a key"), key.certificate.id) {
    const Words& words = face.words();
    file_ = addPlace(words.tr("&File:"), proposedFile(platform::homeFolder(), key, words), [this] {
        return face_.chooseNewFile(this, face_.words().tr("Export a key"), toUtf8(file_->GetValue()));
    });
    password_ = addSecret(words.tr("&New password:"));
    again_ = addSecret(words.tr("New password &once more:"));
    finishArchive(words.tr("The certificate and its key go into a new file (PKCS#12) under a password of its own. "
                           "Whoever has both can sign in this person's name."),
                  words.tr("&Export"));
    password_->SetFocus();
}

void ArchiveExportDialog::accept() {
    const Words& words = face_.words();
    const std::string path = toUtf8(file_->GetValue());
    if (const std::string mistake = placeMistake(path, words); !mistake.empty()) {
        say(mistake);
        return file_->SetFocus();
    }
    auto typed = std::make_shared<const Secret>(copyOf(*password_));
    if (const std::string mistake = passwordMistake(*typed, copyOf(*again_), words); !mistake.empty()) {
        say(mistake);
        return password_->SetFocus();
    }
    send({.act = core::Errand::exportKey, .place = path, .newPassword = std::move(typed)});
}

} // namespace reseal::ui
