// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/unlock_dialog.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/textctrl.h>

namespace reseal::ui {

UnlockDialog::UnlockDialog(Face& face, std::string path)
    : Dialog(face, face.words().tr("Enter password")), path_(std::move(path)) {
    const Words& words = face.words();
    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(paragraph(this,
                           words.tr("This file is locked. With its password Reseal can read which certificate it holds "
                                    "and until when it is valid."),
                           460));
    content->Add(paragraph(this, path_, 460), wxSizerFlags().Border(wxTOP | wxBOTTOM, FromDIP(kGap)));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(label(this, words.tr("&Password:")), wxSizerFlags().CentreVertical());
    password_ = new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxTE_PASSWORD);
    nameForReaders(*password_, words.tr("Password"), path_);
    row->Add(password_, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
    content->Add(row, wxSizerFlags().Expand());
    remember_ = new wxCheckBox(this, wxID_ANY, toWx(words.tr("&Keep it in the system’s keyring")));
    content->Add(remember_, wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* open = button(words.tr("&Unlock"), [this] { accept(); });
    finish(content, {cancel, open}, open);
    password_->SetFocus();
}

void UnlockDialog::accept() {
    face_.resident().unlock(path_, takenFrom(*password_)->duplicate(), remember_->GetValue());
    Close();
}

} // namespace reseal::ui
