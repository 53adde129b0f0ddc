// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/support_dialog.hpp"

#include "agent/ui/reading_text.hpp"
#include "agent/ui/renewal_support.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/clipbrd.h>
#include <wx/utils.h>

namespace reseal::ui {

SupportDialog::SupportDialog(Face& face, const core::RenewalView& view)
    : Dialog(face, face.words().tr("For the help desk")) {
    const Words& words = face.words();
    const DetailSection section =
        supportSection(view, *face.snapshot(), face.surroundings().version, toUtf8(wxGetOsDescription()), words);
    auto* content = new wxBoxSizer(wxVERTICAL);
    content->Add(paragraph(this,
                           words.tr("Read this out to the help desk, or copy it into a letter. Passwords, PINs "
                                    "and codes are not in it; never tell them to anybody."),
                           560),
                 wxSizerFlags().Border(wxBOTTOM, FromDIP(kGap)));
    auto* text = new ReadingText(this, section.title, wxSize(560, 300));
    for (const DetailLine& line : section.lines) {
        text->addLine(line.label, line.value);
    }
    text->showTop();
    content->Add(text, wxSizerFlags(1).Expand());
    auto* copy = button(words.tr("Cop&y all"), [said = detailsText({section})] {
        const wxClipboardLocker locked;
        if (!!locked) {
            wxTheClipboard->SetData(new wxTextDataObject(toWx(said)));
        }
    });
    auto* close = button(words.tr("&Close"), {}, wxID_CANCEL);
    finish(content, {copy, close}, close);
}

} // namespace reseal::ui
