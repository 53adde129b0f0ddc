// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/opening_dialog.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/archive_list.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/secret_field.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/checkbox.h>
#include <wx/gauge.h>
#include <wx/textctrl.h>

namespace reseal::ui {
namespace {

using core::OpeningState;
constexpr int kWidth = 520;

bool needsSomething(const core::DocumentOpening& opening) {
    return opening.state == OpeningState::needsVaultPassword || opening.state == OpeningState::needsFilePassword ||
           opening.state == OpeningState::needsPin;
}

} // namespace

OpeningDialog::OpeningDialog(Face& face, const core::DocumentOpening& opening)
    : Dialog(face, face.words().tr("Open a document")), opening_(opening) {
    const Words& words = face.words();
    order_.file = opening.file;
    auto* content = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap));
    headline_ = new wxStaticText(this, wxID_ANY, wxString(), wxDefaultPosition, FromDIP(wxSize(kWidth, -1)),
                                 wxST_NO_AUTORESIZE);
    content->Add(headline_, wxSizerFlags().Expand());
    gauge_ = new wxGauge(this, wxID_ANY, 100);
    content->Add(gauge_, gap);
    details_ = new ReadingText(this, words.tr("How it goes"), wxSize(kWidth, 120));
    content->Add(details_, wxSizerFlags(gap).Proportion(1));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    asked_ = label(this, words.tr("&Password of the archive:"));
    row->Add(asked_, wxSizerFlags().CentreVertical());
    secret_ = new wxTextCtrl(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxTE_PASSWORD);
    row->Add(secret_, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
    content->Add(row, gap);
    lastTry_ = new wxCheckBox(this, wxID_ANY, toWx(words.tr("I am &sure of the PIN: use the last try")));
    content->Add(lastTry_, gap);
    close_ = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    act_ = button(words.tr("Show in &folder"), [this] { goOn(); });
    finish(content, {close_, act_}, act_);
    Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
        if (opening_.state == OpeningState::working) {
            face_.resident().cancelOpening();
        }
        event.Skip(); // the dialog's own handler ends it
    });
    show(opening);
}

void OpeningDialog::show(const core::DocumentOpening& opening) {
    const Words& words = face_.words();
    const bool anew = opening.state != opening_.state || opening.number != opening_.number;
    if (opening.file != order_.file) {
        order_ = {.file = opening.file}; // another document: what was typed was for the one before
    }
    opening_ = opening;
    headline_->SetLabel(toLabel(openingHeadline(opening, words)));
    const bool working = opening.state == OpeningState::working;
    gauge_->Show(working);
    if (working && opening.percent < 0) {
        gauge_->Pulse();
    } else if (working) {
        gauge_->SetValue(opening.percent);
    }
    if (anew || details_->IsEmpty()) {
        details_->clearText();
        details_->addParagraph(openingDetails(opening, words));
        details_->showTop();
        showSecret();
        close_->SetLabel(toWx(working || needsSomething(opening) ? words.tr("&Cancel") : words.tr("&Close")));
        act_->SetLabel(toWx(opening.state == OpeningState::done     ? words.tr("Show in &folder")
                            : opening.state == OpeningState::failed ? words.tr("&Try again")
                                                                    : words.tr("&Open")));
        act_->Show(!working);
        Layout();
        Fit();
    }
}

void OpeningDialog::showSecret() {
    const std::string asked = secretAsked(opening_, face_.words());
    asked_->Show(!asked.empty());
    secret_->Show(!asked.empty());
    lastTry_->Show(opening_.state == OpeningState::needsPin && opening_.lastTry);
    if (!asked.empty()) {
        asked_->SetLabel(toWx(asked));
        nameForReaders(*secret_, toUtf8(wxControl::RemoveMnemonics(toWx(asked))));
        secret_->Clear();
        secret_->SetFocus();
    }
}

void OpeningDialog::goOn() {
    if (opening_.state == OpeningState::done) {
        return openFolder();
    }
    const auto typed = takenFrom(*secret_);
    if (opening_.state == OpeningState::needsVaultPassword) {
        order_.vaultPassword = typed;
    } else if (opening_.state == OpeningState::needsFilePassword) {
        order_.filePassword = typed;
    } else if (opening_.state == OpeningState::needsPin) {
        order_.pin = typed;
        order_.allowLastTry = lastTry_->IsShown() && lastTry_->GetValue();
    }
    face_.resident().openDocument(order_);
    order_.pin.reset(); // spent: it is typed again for another try
}

void OpeningDialog::openFolder() {
    const std::string folder = opening_.output.substr(0, opening_.output.find_last_of('/'));
    if (const Status opened = platform::openForPerson(folder); !opened) {
        face_.tell(face_.words().wording().reason(opened.error().reason, opened.error().detail), true);
    }
    Close();
}

} // namespace reseal::ui
