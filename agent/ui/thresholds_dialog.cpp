// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/thresholds_dialog.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/certificate_list.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/settings_form.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/radiobut.h>
#include <wx/textctrl.h>

namespace reseal::ui {

ThresholdsDialog::ThresholdsDialog(Face& face, const core::InventoryEntry& entry)
    : Dialog(face, face.words().tr("When to warn")), id_(entry.certificate.id) {
    const Words& words = face.words();
    const core::Settings& settings = face.snapshot()->settings;
    const auto found = settings.certificateThresholds.find(id_);
    const bool particular = found != settings.certificateThresholds.end();
    asAll_ = new wxRadioButton(
        this, wxID_ANY,
        toWx(words.tr("&As for all certificates: {days}", {{"days", thresholdsText(settings.thresholds)}})),
        wxDefaultPosition, wxDefaultSize, wxRB_GROUP);
    own_ = new wxRadioButton(this, wxID_ANY, toWx(words.tr("On these &days before it is due:")));
    never_ = new wxRadioButton(this, wxID_ANY, toWx(words.tr("&Never about this one")));
    days_ = new wxTextCtrl(this, wxID_ANY);
    days_->ChangeValue(toWx(thresholdsText(particular ? found->second : settings.thresholds)));
    days_->SetMinSize(FromDIP(wxSize(260, -1)));
    nameForReaders(*days_, words.tr("Days before the due date"));
    (!particular ? asAll_ : found->second.empty() ? never_ : own_)->SetValue(true);
    days_->Bind(wxEVT_TEXT, [this](wxCommandEvent&) { own_->SetValue(true), said_->SetLabel({}); });
    said_ = new wxStaticText(this, wxID_ANY, wxString());
    said_->SetForegroundColour(colourOf(core::Severity::critical));

    auto* content = new wxBoxSizer(wxVERTICAL);
    const auto gap = wxSizerFlags().Border(wxTOP, FromDIP(kGap));
    content->Add(heading(this, words.wording().who(entry.certificate)));
    content->Add(asAll_, gap);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(own_, wxSizerFlags().CentreVertical());
    row->Add(days_, wxSizerFlags(1).Border(wxLEFT, FromDIP(kGap)));
    content->Add(row, wxSizerFlags(gap).Expand());
    content->Add(never_, gap);
    content->Add(said_, wxSizerFlags(gap).Expand());
    auto* cancel = button(words.tr("&Cancel"), {}, wxID_CANCEL);
    auto* save = button(words.tr("&Save"), [this] { accept(); });
    finish(content, {cancel, save}, save);
}

void ThresholdsDialog::accept() {
    core::Settings settings = face_.snapshot()->settings;
    if (asAll_->GetValue()) {
        settings.certificateThresholds.erase(id_);
    } else if (never_->GetValue()) {
        settings.certificateThresholds[id_] = {};
    } else {
        const Result<core::Thresholds> days = parseThresholds(toUtf8(days_->GetValue()));
        if (!days) {
            const std::string text = face_.words().wording().reason(days.error().reason, days.error().detail);
            said_->SetLabel(toLabel(text));
            said_->Wrap(FromDIP(420));
            Fit();
            days_->SetFocus();
            return;
        }
        settings.certificateThresholds[id_] = days.value();
    }
    face_.resident().saveSettings(settings);
    Close();
}

} // namespace reseal::ui
