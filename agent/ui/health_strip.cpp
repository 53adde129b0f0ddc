// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/health_strip.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/statbmp.h>

namespace reseal::ui {
namespace {

constexpr std::size_t kMostItems = 3;
constexpr int kMarkSize = 22;
constexpr int kTextWidth = 620;

} // namespace

HealthStrip::HealthStrip(wxWindow* parent, Face& face) : wxPanel(parent), face_(face) {
    SetSizer(new wxBoxSizer(wxVERTICAL));
    nameForReaders(*this, face_.words().tr("What needs attention"));
    refresh();
}

std::vector<HealthStrip::Line> HealthStrip::worst() const {
    const Words& words = face_.words();
    const core::Snapshot* snapshot = face_.snapshot();
    if (snapshot == nullptr) {
        return {{core::Severity::fine, words.tr("Looking at your certificates…"), {}}};
    }
    std::vector<Line> lines;
    for (const core::HealthItem& item : snapshot->health) {
        if (item.severity == core::Severity::fine || lines.size() == kMostItems) {
            break;
        }
        const bool certificate = findEntry(*snapshot, item.subject) != nullptr;
        const bool renewal = item.code == "renewal_waits";
        lines.push_back({item.severity, words.wording().healthTitle(item), words.wording().healthText(item),
                         certificate ? item.subject : std::string(), renewal ? item.subject : std::string()});
    }
    if (lines.empty()) {
        lines.push_back({core::Severity::fine, words.tr("All certificates are in order"),
                         words.tr("Reseal tells you in good time when one has to be renewed.")});
    }
    return lines;
}

void HealthStrip::refresh() {
    const std::vector<Line> lines = worst();
    std::vector<std::string> said;
    for (const Line& line : lines) {
        said.push_back(std::string(core::name(line.severity)) + '\n' + line.title + '\n' + line.text + '\n' +
                       line.certificateId + '\n' + line.renewalId);
    }
    const auto flags = wxSizerFlags().Expand().Border(wxTOP | wxBOTTOM, FromDIP(4));
    if (rows_.show(*GetSizer(), said, flags, [&](std::size_t i) { return makeRow(lines[i]); })) {
        GetParent()->Layout();
    }
}

wxSizer* HealthStrip::makeRow(const Line& line) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* mark = new wxStaticBitmap(this, wxID_ANY, markBitmap(*this, line.severity, kMarkSize));
    nameForReaders(*mark, line.title);
    row->Add(mark, wxSizerFlags().Border(wxRIGHT, FromDIP(kGap)).CentreVertical());
    auto* said = new wxBoxSizer(wxVERTICAL);
    said->Add(heading(this, line.title), wxSizerFlags().Border(wxBOTTOM, FromDIP(2)));
    if (!line.text.empty()) {
        said->Add(paragraph(this, line.text, kTextWidth));
    }
    row->Add(said, wxSizerFlags(1).CentreVertical());
    if (!line.renewalId.empty()) {
        const auto goOn = [this, id = line.renewalId] { face_.showRenewal(id); };
        row->Add(pushButton(this, face_.words().tr("Go on"), goOn), wxSizerFlags().CentreVertical());
    }
    if (!line.certificateId.empty()) {
        const auto renew = [this, id = line.certificateId] { face_.openRenewal({id}); };
        row->Add(pushButton(this, face_.words().tr("Renew…"), renew), wxSizerFlags().CentreVertical());
    }
    return row;
}

} // namespace reseal::ui
