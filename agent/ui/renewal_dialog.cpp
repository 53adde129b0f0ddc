// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_dialog.hpp"

#include "agent/platform/system.hpp"
#include "agent/ui/accessibility.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/renewal_route.hpp"
#include "agent/ui/renewal_words.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/choice.h>

namespace reseal::ui {
namespace {

constexpr int kOffersWidth = 600;

} // namespace

RenewalDialog::RenewalDialog(Face& face, std::vector<std::string> ids)
    : Dialog(face, ids.empty() ? face.words().tr("A new certificate") : face.words().tr("How to renew")),
      ids_(std::move(ids)) {
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
        which->Bind(wxEVT_CHOICE, [this](wxCommandEvent& event) {
            show(static_cast<std::size_t>(event.GetInt()));
            refresh(); // another certificate, other plugins
        });
        row->Add(which, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
        content->Add(row, wxSizerFlags().Expand().Border(wxBOTTOM, FromDIP(kGap)));
    }
    text_ = new ReadingText(this, requests() ? words.tr("A new certificate") : words.tr("How to renew"),
                            wxSize(620, requests() ? 200 : 420));
    content->Add(text_, wxSizerFlags(1).Expand());
    cas_ = new wxBoxSizer(wxVERTICAL);
    content->Add(cas_, wxSizerFlags().Expand());
    site_ = button(words.tr("&Open the issuer’s site"), [this] {
        if (const Status opened = platform::openForPerson(guide_.url); !opened) {
            face_.failed(opened.error());
        }
    });
    auto* later = button(words.tr("Remind me &later…"), [this] { face_.openSnooze(ids_); });
    auto* close = button(words.tr("&Close"), {}, wxID_CANCEL);
    if (requests()) {
        showRequest();
    } else {
        show(0);
    }
    later->Show(!requests());
    finish(content, {later, site_, close}, site_->IsShown() ? site_ : close);
    refresh();
    face.resident().judgePlugins();
}

void RenewalDialog::refresh() {
    const Words& words = face_.words();
    const RenewalRoute route = renewalRoute(*face_.snapshot(), certificate(), guide_.visitNeeded);
    std::vector<std::string> said;
    std::vector<std::function<wxSizer*()>> rows;
    const auto addCaption = [&](const std::string& text) {
        said.push_back(text);
        rows.emplace_back([this, text] { return caption(text); });
    };
    const auto addOffers = [&](const std::vector<const core::RenewalCa*>& cas) {
        for (const core::RenewalCa* ca : cas) {
            said.push_back(certificate() + '\n' + ca->id + '\n' + ca->name + '\n' + caProblem(*ca, words));
            rows.emplace_back([this, ca] { return offer(*ca); });
        }
    };
    if (route.ways.size() > 1 && !requests()) {
        addCaption(words.tr("Several plugins renew certificates of this CA. Choose one:"));
    }
    addOffers(route.ways);
    if (!route.others.empty()) {
        addCaption(words.tr("Other ways to renew it:"));
    }
    addOffers(route.others);
    if (offered_.show(*cas_, said, wxSizerFlags().Border(wxTOP, FromDIP(kGap)),
                      [&](std::size_t i) { return rows[i](); })) {
        Layout();
        Fit();
    }
}

wxSizer* RenewalDialog::caption(const std::string& text) {
    auto* row = new wxBoxSizer(wxVERTICAL);
    row->Add(paragraph(this, text, kOffersWidth));
    return row;
}

wxSizer* RenewalDialog::offer(const core::RenewalCa& ca) {
    const Words& words = face_.words();
    const std::string problem = caProblem(ca, words);
    const std::string text = requests() ? requestWithLabel(ca, words) : renewWithLabel(ca, words);
    auto* row = new wxBoxSizer(wxVERTICAL);
    auto* begin = pushButton(this, toUtf8(toLabel(text)), [this, id = ca.id] {
        face_.beginRenewal(certificate(), id);
        Close();
    });
    begin->Enable(problem.empty());
    nameForReaders(*begin, text, problem);
    row->Add(begin);
    if (!problem.empty()) {
        row->Add(paragraph(this, problem, kOffersWidth), wxSizerFlags().Border(wxTOP, FromDIP(2)));
    }
    return row;
}

void RenewalDialog::showRequest() {
    const Words& words = face_.words();
    text_->clearText();
    text_->addHeading(words.tr("For whoever has no certificate yet, or whose certificate is lost or has lapsed"));
    text_->addParagraph(
        words.tr("Reseal makes a new key and an application for the CA that you choose below. Without a "
                 "valid old key the CA checks who you are: it says where to go and what to bring."));
    text_->addParagraph(
        words.tr("A certificate that is still valid is renewed instead: choose it in the list and press "
                 "“Renew”; its old key then signs the application."));
    text_->addParagraph(words.tr("Where no CA is offered below, switch its plugin on under Plugins, or ask your IT "
                                 "department."));
    text_->showTop();
    site_->Hide();
    Layout();
}

void RenewalDialog::show(std::size_t index) {
    const Words& words = face_.words();
    index_ = index;
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
