// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_window.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/chance_gauge.hpp"
#include "agent/ui/progress_rail.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/renewal_fields.hpp"
#include "agent/ui/renewal_words.hpp"
#include "agent/ui/support_dialog.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/file.h>
#include <wx/gauge.h>
#include <wx/log.h>

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr int kWidth = 580;
constexpr int kDetailsHeight = 90; // at most, where a form follows
constexpr int kErrandHeight = 190; // where none does: what to bring, and where to
constexpr int kPulseMilliseconds = 120;

// What tells one showing from the next. The time alone does not: two forms may come within one second.
std::string showingOf(const core::RenewalView& view) {
    std::string all = view.state + '\n' + std::to_string(view.changed.time_since_epoch().count()) + '\n' + view.text +
                      '\n' + view.print + '\n' + view.step + '\n' + view.caName + (view.atWork ? "\nw" : "\nr") +
                      static_cast<char>('0' + static_cast<int>(view.newKey));
    if (view.form) {
        all += '\n' + view.form->title + '\n' + view.form->text + '\n' + std::to_string(view.form->refusals);
        for (const core::RenewalField& field : view.form->fields) {
            all += '\n' + field.id + '\n' + field.type + '\n' + field.error;
            for (const core::RenewalChoice& choice : field.choices) { // tokens come and go
                all += '\t' + choice.id;
            }
        }
    }
    return all;
}

// The choice of its medium is the last that is asked before a key is made on this computer.
bool comesBeforeKey(const core::RenewalView& view) {
    return view.form && view.newKey != core::RenewalView::NewKey::made &&
           std::ranges::find(view.form->fields, "medium", &core::RenewalField::id) != view.form->fields.end();
}

void saySafely(wxStaticText& control, const std::string& text) {
    wxString quoted = toLabel(text);
    control.SetLabel(quoted);
    control.Show(!text.empty());
}

// Tab passes over what was hidden or disabled when GTK was told the order; a window that moves, be it to its own place,
// has it told anew.
void tellTabOrder(wxWindow& window) { window.MoveAfterInTabOrder(window.GetPrevSibling()); }

} // namespace

RenewalWindow::RenewalWindow(Face& face, std::string certificateId, std::string renewalId)
    : Dialog(face, certificateId.empty() ? face.words().tr("Request for a certificate")
                                         : face.words().tr("Renewal of a certificate")),
      certificate_(std::move(certificateId)), id_(std::move(renewalId)), waits_(id_.empty()) {
    const Words& words = face.words();
    auto* content = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Expand().Border(wxTOP, FromDIP(kGap));
    who_ = new wxStaticText(this, wxID_ANY, wxString(), wxDefaultPosition, FromDIP(wxSize(kWidth, -1)),
                            wxST_NO_AUTORESIZE | wxST_ELLIPSIZE_END);
    content->Add(who_, wxSizerFlags().Expand());
    ca_ = new wxStaticText(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxST_ELLIPSIZE_END);
    content->Add(ca_, wxSizerFlags().Expand());
    rail_ = new ProgressRail(this);
    content->Add(rail_, gap);
    headline_ = new wxStaticText(this, wxID_ANY, wxString(), wxDefaultPosition, wxDefaultSize, wxST_NO_AUTORESIZE);
    headline_->SetFont(GetFont().Bold().Scaled(1.15F));
    content->Add(headline_, wxSizerFlags().Expand().Border(wxTOP, FromDIP(kWideGap)));
    gauge_ = new wxGauge(this, wxID_ANY, 100);
    nameForReaders(*gauge_, words.tr("Reseal is at work"));
    content->Add(gauge_, wxSizerFlags(gap).ReserveSpaceEvenIfHidden());
    details_ = new ReadingText(this, words.tr("How it goes"), wxSize(kWidth, kDetailsHeight));
    content->Add(details_, wxSizerFlags(gap).Proportion(1));
    print_ = button(words.tr("Save for &printing…"), [this] { savePage(); });
    content->Add(print_, wxSizerFlags().Border(wxTOP, FromDIP(kGap)));
    fields_ = new RenewalFields(this, face, [this](const std::string& action) {
        face_.resident().answerRenewal(id_, {{"action", std::make_shared<const Secret>(action)}});
        asked();
    });
    content->Add(fields_, wxSizerFlags(gap).Border(wxTOP, FromDIP(kWideGap)));
    chance_ = new ChanceGauge(this, words);
    chance_->Hide();
    content->Add(chance_, gap);
    support_ = button(words.tr("For the &help desk…"), [this] { openSupport(); });
    giveUp_ = button(certificate_.empty() ? words.tr("Cancel the &request") : words.tr("Cancel the &renewal"),
                     [this] { giveUp(); });
    close_ = button(words.tr("&Close"), {}, wxID_CANCEL);
    continue_ = button(words.tr("C&ontinue"), [this] { goOn(); });
    finish(content, {support_, giveUp_, close_, continue_}, continue_);
    own_ = GetSize();
    pulse_.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { gauge_->Pulse(); });
    for (const core::RenewalView& view : face.snapshot()->renewals) {
        before_.insert(view.id);
    }
    ca_->Hide();
    rail_->Hide();
    support_->Hide();
    print_->Hide();
    giveUp_->Hide();
    continue_->Hide();
    if (waits_) {
        say(certificate_.empty() ? words.tr("The request begins…") : words.tr("The renewal begins…"), {});
        busy(true);
    }
    refresh();
}

const core::RenewalView* RenewalWindow::find() {
    const core::Snapshot& snapshot = *face_.snapshot();
    if (!id_.empty()) {
        return findRenewal(snapshot, id_);
    }
    const core::RenewalView* found = core::renewalUnderWay(snapshot.renewals, certificate_);
    for (const core::RenewalView& view : snapshot.renewals) {
        const bool fresh = view.certificate == certificate_ && !before_.contains(view.id);
        found = found == nullptr && fresh ? &view : found; // it may have ended at once
    }
    id_ = found == nullptr ? std::string() : found->id;
    return found;
}

void RenewalWindow::refresh() {
    const core::RenewalView* view = find();
    if (view == nullptr) {
        return id_.empty() ? void() : void(Close()); // it is too old to be shown
    }
    const std::string now = showingOf(*view);
    if (now == shown_) {
        return;
    }
    shown_ = now;
    waits_ = false;
    show(*view);
}

void RenewalWindow::show(const core::RenewalView& view) {
    const Words& words = face_.words();
    saySafely(*who_, renewalWho(view, *face_.snapshot(), words));
    const core::Gaps ca{{"ca", view.caName}};
    saySafely(*ca_, certificate_.empty() ? words.tr("Request to {ca}", ca) : words.tr("Renewal with {ca}", ca));
    const std::vector<RailStage> stages = renewalRail(view, words);
    rail_->show(stages, railDescription(stages, words));
    say(renewalHeadline(view, words), renewalDetails(view, words));
    print_->Show(!view.print.empty());
    busy(view.atWork);
    sure_ = false;
    giveUp_->SetLabel(toWx(certificate_.empty() ? words.tr("Cancel the &request") : words.tr("Cancel the &renewal")));
    support_->Show();
    giveUp_->Show(view.mayCancel);
    const std::string next = continueLabel(view, words);
    if (!next.empty()) {
        continue_->SetLabel(toWx(next));
    }
    continue_->Show(!next.empty());
    continue_->Enable();
    showForm(view);
    tellTabOrder(*continue_);
}

void RenewalWindow::showForm(const core::RenewalView& view) {
    if (view.form) {
        fields_->show(*view.form);
        fields_->Enable();
    } else {
        fields_->clearForm();
    }
    chance_->Show(comesBeforeKey(view));
    fitDetails();
    grow();
    if (view.form) {
        fields_->focusFirst(); // wx brings the window to the front with it
    } else {
        wxButton* next = continue_->IsShown() ? continue_ : close_;
        next->SetFocus();
        next->SetDefault();
    }
    if (continue_->IsShown()) {
        continue_->SetDefault();
    }
}

void RenewalWindow::say(const std::string& headline, const std::vector<std::string>& sentences) {
    saySafely(*headline_, headline);
    details_->clearText();
    for (const std::string& sentence : sentences) {
        details_->addParagraph(sentence);
    }
    details_->showTop();
    fitDetails();
}

void RenewalWindow::add(const std::string& sentence) {
    details_->addParagraph(sentence);
    fitDetails();
    grow();
}

void RenewalWindow::fitDetails() {
    const int most = FromDIP(fields_->IsShown() ? kDetailsHeight : kErrandHeight);
    details_->SetMinSize(wxSize(FromDIP(kWidth), std::min(details_->heightAt(FromDIP(kWidth)), most)));
    details_->Show(!details_->IsEmpty());
}

void RenewalWindow::busy(bool atWork) {
    gauge_->Show(atWork);
    if (atWork && !pulse_.IsRunning()) {
        pulse_.Start(kPulseMilliseconds);
    } else if (!atWork) {
        pulse_.Stop();
    }
}

// As large as the form needs; where the person made it larger, it stays so.
void RenewalWindow::grow() {
    const wxSize best = GetSizer()->ComputeFittingWindowSize(this);
    const wxSize now = GetSize() == own_ ? best : GetSize();
    SetMinSize(best);
    SetSize(wxSize(std::max(now.GetWidth(), best.GetWidth()), std::max(now.GetHeight(), best.GetHeight())));
    own_ = GetSize();
    Layout();
}

void RenewalWindow::goOn() {
    const core::RenewalView* view = find();
    if (view == nullptr || waits_) {
        return;
    }
    if (!view->form) {
        face_.resident().resumeRenewal(id_);
        return asked();
    }
    if (const auto given = fields_->answers()) {
        if (chance_->IsShown()) {
            face_.resident().addChance(chance_->take());
        }
        face_.resident().answerRenewal(id_, *given);
        asked();
    } else {
        grow();
    }
}

void RenewalWindow::openSupport() {
    if (const core::RenewalView* view = find()) {
        (new SupportDialog(face_, *view))->Show();
    }
}

void RenewalWindow::savePage() {
    const core::RenewalView* view = find();
    if (view == nullptr) {
        return;
    }
    const Words& words = face_.words();
    const std::string name = "application-" + view->id.substr(0, 12) + ".txt";
    const std::string page = "\xEF\xBB\xBF" + view->print; // so that every editor takes it for UTF-8
    const std::string path = face_.chooseNewFile(this, words.tr("Save for printing"), "/" + name);
    if (path.empty()) {
        return;
    }
    const wxLogNull silent; // it is said here
    wxFile file;
    const bool written = file.Create(toWx(path), false) && file.Write(page.data(), page.size()) == page.size() &&
                         file.Flush() && file.Close();
    add(written ? words.tr("The page is saved: {path}", {{"path", path}})
                : words.tr("The page was not saved. Choose another folder or a name that is free; a file that is there "
                           "is never replaced."));
}

void RenewalWindow::giveUp() {
    const Words& words = face_.words();
    if (!sure_) {
        sure_ = true;
        giveUp_->SetLabel(toWx(words.tr("Yes, &give up")));
        add(certificate_.empty() ? words.tr("If you give up, the CA is told, and what you entered here is gone. Press "
                                            "once more to give up.")
                                 : words.tr("If you give up, the CA is told, and what you entered here is gone. Your "
                                            "old certificate stays as it is. Press once more to give up."));
        return;
    }
    face_.resident().cancelRenewal(id_);
    asked();
}

void RenewalWindow::asked() {
    waits_ = true;
    saySafely(*headline_, face_.words().tr("Reseal is at work…"));
    fields_->Enable(false);
    continue_->Enable(false);
    busy(true);
    Layout();
}

bool RenewalWindow::failed(const std::string& text) {
    if (!waits_) {
        return false;
    }
    waits_ = false;
    busy(false);
    fields_->Enable();
    continue_->Enable();
    say(face_.words().tr("This did not work"), {text});
    grow();
    tellTabOrder(*continue_);
    return true;
}

} // namespace reseal::ui
