// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/progress_rail.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/wx_text.hpp"

namespace reseal::ui {

ProgressRail::ProgressRail(wxWindow* parent) : wxPanel(parent), row_(new wxBoxSizer(wxHORIZONTAL)) { SetSizer(row_); }

void ProgressRail::show(const std::vector<RailStage>& stages, const std::string& description) {
    row_->Clear(true);
    for (const RailStage& stage : stages) {
        if (row_->GetItemCount() > 0) {
            auto* between = new wxStaticText(this, wxID_ANY, wxString::FromUTF8("›"));
            between->SetForegroundColour(quietText());
            row_->Add(between, wxSizerFlags().CentreVertical().Border(wxLEFT | wxRIGHT, FromDIP(kGap)));
        }
        const bool behind = stage.place == RailStage::Place::behind;
        auto* text = new wxStaticText(this, wxID_ANY, wxString()); // measured in the font it is going to have
        if (stage.place == RailStage::Place::here) {
            text->SetFont(GetFont().Bold());
        } else {
            text->SetForegroundColour(quietText());
        }
        text->SetLabel(toLabel((behind ? "✓ " : "") + stage.label));
        row_->Add(text, wxSizerFlags().CentreVertical());
    }
    nameForReaders(*this, description);
    Show(!stages.empty());
    Layout();
}

} // namespace reseal::ui
