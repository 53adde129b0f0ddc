// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/pin_dialog.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/token_list.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/textctrl.h>

namespace reseal::ui {
namespace {

constexpr int kWidth = 460;

std::shared_ptr<const Secret> taken(wxTextCtrl* field) {
    return field == nullptr ? std::make_shared<const Secret>() : takenFrom(*field);
}

} // namespace

PinDialog::PinDialog(Face& face, const core::Token& token) : PinDialog(face, token, Use()) {}

PinDialog::PinDialog(Face& face, const core::Token& token, Use use)
    : Dialog(face, use ? face.words().tr("PIN of the token") : face.words().tr("Change the PIN")),
      uri_(core::uriOf(token)), use_(std::move(use)) {
    const Words& words = face.words();
    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(heading(this, token.name()));
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    if (const std::string known = pinText(token, words); !known.empty()) {
        content->Add(paragraph(this, known, kWidth), gap);
    }
    addFields(*content, token);
    if (token.pinIs("last-try") || token.triesLeft == 1) {
        lastTry_ = new wxCheckBox(this, wxID_ANY, toWx(words.tr("I am &sure of the PIN: use the last try")));
        content->Add(lastTry_, gap);
    }
    mistake_ = paragraph(this, " ", kWidth);
    content->Add(mistake_, gap);
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* go = button(use_ ? words.tr("&Go on") : words.tr("C&hange"), [this] { accept(); });
    finish(content, {cancel, go}, go);
    if (pin_ != nullptr) {
        pin_->SetFocus();
    }
}

void PinDialog::addFields(wxSizer& content, const core::Token& token) {
    const Words& words = face_.words();
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    if (token.pinIs("pinpad")) {
        const std::string how = use_ ? words.tr("Type the PIN at the reader when it asks.")
                                     : words.tr("Type the PIN and the new one at the reader when it asks.");
        content.Add(paragraph(this, how, kWidth), gap);
        return;
    }
    auto* grid = new wxFlexGridSizer(2, FromDIP(kGap), FromDIP(kGap));
    grid->AddGrowableCol(1);
    pin_ = addPin(*grid, words.tr("&PIN:"), words.tr("PIN"));
    if (!use_) {
        newPin_ = addPin(*grid, words.tr("&New PIN:"), words.tr("New PIN"));
        again_ = addPin(*grid, words.tr("New PIN &once more:"), words.tr("New PIN once more"));
    }
    content.Add(grid, wxSizerFlags(gap).Expand());
}

wxTextCtrl* PinDialog::addPin(wxFlexGridSizer& grid, const std::string& label, const std::string& name) {
    auto* field = new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxTE_PASSWORD);
    nameForReaders(*field, name);
    addRow(grid, this, label, field);
    return field;
}

void PinDialog::accept() {
    const Words& words = face_.words();
    if (lastTry_ != nullptr && !lastTry_->GetValue()) {
        mistake_->SetLabel(toWx(words.tr("Nothing was sent: say first that the last try may be used.")));
        return;
    }
    if (newPin_ != nullptr && (newPin_->IsEmpty() || newPin_->GetValue() != again_->GetValue())) {
        mistake_->SetLabel(toWx(words.tr("The two new PINs differ; nothing was changed.")));
        newPin_->SetFocus();
        return;
    }
    if (use_) {
        use_(taken(pin_), lastTry_ != nullptr);
        Close();
        return;
    }
    core::PinChange change{uri_, taken(pin_), taken(newPin_), lastTry_ != nullptr};
    taken(again_);
    face_.resident().changePin(change);
    Close();
}

} // namespace reseal::ui
