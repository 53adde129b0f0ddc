// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_dialog.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/choice.h>

namespace reseal::ui {

RenewalDialog::RenewalDialog(Face& face, std::vector<std::string> ids)
    : Dialog(face, face.words().tr("How to renew")), ids_(std::move(ids)) {
    const Words& words = face.words();
    auto* content = new wxBoxSizer(wxVERTICAL);
    if (ids_.size() > 1) {
        auto* row = new wxBoxSizer(wxHORIZONTAL);
        row->Add(label(this, words.tr("Certi&ficate:")), wxSizerFlags().CentreVertical());
        auto* which = new wxChoice(this, wxID_ANY);
        for (const std::string& id : ids_) {
            const core::InventoryEntry* entry = findEntry(*face.snapshot(), id);
            which->Append(toWx(entry == nullptr ? id : guideFor(*entry, *face.surroundings().issuers, words).heading));
        }
        which->SetSelection(0);
        nameForReaders(*which, words.tr("Certificate to renew"));
        which->Bind(wxEVT_CHOICE, [this](wxCommandEvent& event) { show(static_cast<std::size_t>(event.GetInt())); });
        row->Add(which, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
        content->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, FromDIP(kGap)));
    }
    text_ = new ReadingText(this, words.tr("How to renew"), wxSize(620, 420));
    content->Add(text_, wxSizerFlags(1).Expand());
    site_ = button(words.tr("&Open the issuer’s site"), [this] {
        if (const Status opened = platform::openForPerson(guide_.url); !opened) {
            face_.failed(opened.error());
        }
    });
    auto* later = button(words.tr("Remind me &later…"), [this] { face_.openSnooze(ids_); });
    auto* close = button(words.tr("&Close"), {}, wxID_CANCEL);
    show(0);
    finish(content, {later, site_, close}, site_->IsShown() ? site_ : close);
}

void RenewalDialog::show(std::size_t index) {
    const Words& words = face_.words();
    const core::InventoryEntry* entry = findEntry(*face_.snapshot(), ids_.at(index));
    if (entry == nullptr) {
        return;
    }
    guide_ = guideFor(*entry, *face_.surroundings().issuers, words);
    text_->clearText();
    text_->addHeading(guide_.heading);
    text_->addParagraph(guide_.issuer);
    if (!guide_.lastDay.empty()) {
        text_->addHeading(guide_.visitNeeded ? words.tr("A visit is needed") : words.tr("Last day without a visit"));
        text_->addParagraph(guide_.lastDay);
    }
    const auto list = [this](const std::string& title, const std::vector<std::string>& items) {
        if (!items.empty()) {
            text_->addHeading(title);
        }
        for (const std::string& item : items) {
            text_->addItem(item);
        }
    };
    list(words.tr("What to do"), guide_.steps);
    list(words.tr("What to bring"), guide_.bring);
    if (!guide_.url.empty() || !guide_.phone.empty() || !guide_.email.empty()) {
        text_->addHeading(words.tr("Contact"));
        const auto line = [this](const std::string& name, const std::string& value) {
            if (!value.empty()) {
                text_->addLine(name, value);
            }
        };
        line(words.tr("Site"), guide_.url);
        line(words.tr("Phone"), guide_.phone);
        line(words.tr("E-mail"), guide_.email);
    }
    text_->showTop();
    site_->Show(!guide_.url.empty());
    Layout();
}

} // namespace reseal::ui
