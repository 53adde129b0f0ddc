// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_restore_dialog.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"
#include "agent/ui/archive_acts.hpp"
#include "agent/ui/pin_dialog.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/choice.h>
#include <wx/textctrl.h>

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr std::size_t kFolderRow = 1; // with the two of its password behind it
constexpr std::size_t kFolderRows = 3;

} // namespace

ArchiveRestoreDialog::ArchiveRestoreDialog(Face& face, const core::ArchivedKey& key)
    : ArchiveDialog(face, face.words().tr("Restore a key"), key.certificate.id) {
    const Words& words = face.words();
    place_ = new wxChoice(this, wxID_ANY);
    place_->Append(toWx(words.tr("A folder")));
    place_->SetSelection(0);
    place_->Bind(wxEVT_CHOICE, [this](wxCommandEvent&) { placeChosen(); });
    addControl(words.tr("&Where to:"), *place_);
    folder_ = addPlace(words.tr("&Folder:"), platform::homeFolder(),
                       [this] { return face_.chooseFolder(this, face_.words().tr("Choose a folder for the key")); });
    password_ = addSecret(words.tr("&New password:"));
    again_ = addSecret(words.tr("New password &once more:"));
    finishArchive(words.tr("In a folder it becomes a CryptoPro container (GOST keys of Russia) or a key file (all "
                           "others), under the new password. A token asks for its PIN."),
                  words.tr("&Restore"));
    showTokens();
    place_->SetFocus();
    face.resident().lookAtTokens();
}

void ArchiveRestoreDialog::refresh() {
    showTokens();
    ArchiveDialog::refresh();
}

void ArchiveRestoreDialog::showTokens() {
    std::vector<core::Token> now = tokensForKeys(*face_.snapshot());
    const auto uriOf = [](const core::Token& token) { return core::uriOf(token); };
    if (std::ranges::equal(now, tokens_, {}, uriOf, uriOf)) {
        tokens_ = std::move(now); // the tries of a PIN may be others
        return;
    }
    const int before = place_->GetSelection();
    const std::string chosen = before > 0 ? uriOf(tokens_.at(static_cast<std::size_t>(before) - 1)) : std::string();
    tokens_ = std::move(now);
    while (place_->GetCount() > 1) {
        place_->Delete(1);
    }
    for (const core::Token& token : tokens_) {
        place_->Append(toWx(core::displaySafe(token.name())));
    }
    const auto found = std::ranges::find(tokens_, chosen, uriOf);
    place_->SetSelection(found == tokens_.end() ? 0 : static_cast<int>(found - tokens_.begin()) + 1);
    placeChosen();
}

void ArchiveRestoreDialog::placeChosen() { showRows(kFolderRow, kFolderRows, place_->GetSelection() <= 0); }

void ArchiveRestoreDialog::accept() {
    const Words& words = face_.words();
    if (const int place = place_->GetSelection(); place > 0) {
        return askPin(tokens_.at(static_cast<std::size_t>(place) - 1));
    }
    const std::string path = toUtf8(folder_->GetValue());
    if (const std::string mistake = placeMistake(path, words); !mistake.empty()) {
        say(mistake);
        return folder_->SetFocus();
    }
    auto typed = std::make_shared<const Secret>(copyOf(*password_));
    if (typed->view() != copyOf(*again_).view()) { // none at all is for the engine to judge: containers need none
        say(words.tr("The two passwords differ; nothing was changed."));
        return password_->SetFocus();
    }
    send({.act = core::Errand::restoreToFolder, .place = path, .newPassword = std::move(typed)});
}

void ArchiveRestoreDialog::askPin(const core::Token& token) {
    const wxWeakRef<ArchiveRestoreDialog> self(this);
    const auto use = [self, uri = core::uriOf(token)](const std::shared_ptr<const Secret>& pin, bool allowLastTry) {
        if (self && !wxPendingDelete.Member(self.get())) {
            self->send({.act = core::Errand::restoreToToken, .place = uri, .pin = pin, .allowLastTry = allowLastTry});
        }
    };
    (new PinDialog(face_, token, use))->Show();
}

} // namespace reseal::ui
