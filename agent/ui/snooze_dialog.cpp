// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/snooze_dialog.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/choice.h>
#include <wx/radiobut.h>

namespace reseal::ui {

SnoozeDialog::SnoozeDialog(Face& face, std::vector<std::string> ids)
    : Dialog(face, face.words().tr("Remind me later")), ids_(std::move(ids)), days_(snoozeDays(face.words())) {
    const Words& words = face.words();
    hour_ =
        new wxRadioButton(this, wxID_ANY, toWx(words.tr("In an &hour")), wxDefaultPosition, wxDefaultSize, wxRB_GROUP);
    tomorrow_ = new wxRadioButton(this, wxID_ANY, toWx(words.tr("Tomorrow at &nine")));
    chosen_ = new wxRadioButton(this, wxID_ANY, toWx(words.tr("At &this time:")));
    day_ = new wxChoice(this, wxID_ANY);
    for (const SnoozeDay& day : days_) {
        day_->Append(toWx(day.label));
    }
    day_->SetSelection(1);
    time_ = new wxChoice(this, wxID_ANY);
    for (const std::string& time : snoozeTimes()) {
        time_->Append(toWx(time));
    }
    time_->SetSelection(9 * 60 / kSnoozeStepMinutes);
    nameForReaders(*day_, words.tr("Day"));
    nameForReaders(*time_, words.tr("Time"));
    for (wxChoice* choice : {day_, time_}) {
        choice->Bind(wxEVT_CHOICE, [this](wxCommandEvent&) { chosen_->SetValue(true), said_->SetLabel({}); });
    }
    said_ = new wxStaticText(this, wxID_ANY, wxString());
    said_->SetForegroundColour(colourOf(core::Severity::critical));

    auto* content = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    content->Add(paragraph(this,
                           words.trn("When shall Reseal remind you of this certificate again?",
                                     "When shall Reseal remind you of these {count} certificates again?",
                                     static_cast<long>(ids_.size())),
                           420));
    content->Add(hour_, gap);
    content->Add(tomorrow_, gap);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(chosen_, wxSizerFlags().CentreVertical());
    row->Add(day_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    row->Add(time_, wxSizerFlags().Border(wxLEFT, FromDIP(kGap)));
    content->Add(row, gap);
    content->Add(said_, wxSizerFlags(gap).Expand());
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* remind = button(words.tr("&Remind me then"), [this] { accept(); });
    finish(content, {cancel, remind}, remind);
    hour_->SetFocus();
}

TimePoint SnoozeDialog::chosenTime() const {
    const core::Clock& clock = face_.words().clock();
    if (hour_->GetValue()) {
        return inAnHour(clock);
    }
    if (tomorrow_->GetValue()) {
        return tomorrowAtNine(clock);
    }
    return clock.instant({.date = days_.at(static_cast<std::size_t>(day_->GetSelection())).date,
                          .minuteOfDay = time_->GetSelection() * kSnoozeStepMinutes});
}

void SnoozeDialog::accept() {
    const TimePoint until = chosenTime();
    if (until <= face_.words().clock().now()) {
        said_->SetLabel(toLabel(face_.words().tr("That time has passed. Choose a later one.")));
        Fit();
        return;
    }
    face_.resident().snooze(ids_, until);
    Close();
}

} // namespace reseal::ui
