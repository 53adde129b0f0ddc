// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/details_dialog.hpp"

#include "agent/ui/certificate_details.hpp"
#include "agent/ui/reading_text.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/clipbrd.h>

namespace reseal::ui {

DetailsDialog::DetailsDialog(Face& face, const core::InventoryEntry& entry)
    : Dialog(face, face.words().tr("Certificate details")) {
    const Words& words = face.words();
    const std::string id = entry.certificate.id;
    const std::vector<DetailSection> sections = detailsOf(entry, *face.snapshot(), words);
    auto* text = new ReadingText(this, words.tr("Certificate details"), wxSize(680, 480));
    for (const DetailSection& section : sections) {
        text->addHeading(section.title);
        for (const DetailLine& line : section.lines) {
            text->addLine(line.label, line.value);
        }
    }
    text->showTop();

    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(heading(this, words.wording().who(entry.certificate)), wxSizerFlags().Border(wxBOTTOM, FromDIP(kGap)));
    content->Add(text, wxSizerFlags(1).Expand());
    auto* copy = button(words.tr("Cop&y all"), [said = detailsText(sections)] {
        const wxClipboardLocker locked;
        if (!!locked) {
            wxTheClipboard->SetData(new wxTextDataObject(toWx(said)));
        }
    });
    auto* close = button(words.tr("&Close"), {}, wxID_CANCEL);
    if (shelfOf(entry, words.clock()) != Shelf::mine) {
        finish(content, {copy, close}, close);
        return;
    }
    auto* renew = button(words.tr("&Renew…"), [this, id] { face_.openRenewal({id}); });
    auto* later = button(words.tr("Remind me &later…"), [this, id] { face_.openSnooze({id}); });
    auto* when = button(words.tr("&When to warn…"), [this, id] { face_.openThresholds(id); });
    finish(content, {copy, when, later, renew, close}, close);
}

} // namespace reseal::ui
