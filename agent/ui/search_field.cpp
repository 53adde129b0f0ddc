// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/search_field.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/wx_text.hpp"

namespace reseal::ui {

wxSearchCtrl* searchField(wxWindow* parent, const Words& words, std::function<void()> changed) {
    auto* field = new wxSearchCtrl(parent, wxID_ANY);
    const std::string hint = words.tr("Search by holder, number, issuer or file");
    field->SetDescriptiveText(toWx(hint));
    field->ShowCancelButton(true);
    nameForReaders(*field, words.tr("Search"), hint);
    field->Bind(wxEVT_TEXT, [changed](wxCommandEvent&) { changed(); });
    field->Bind(wxEVT_SEARCH_CANCEL, [field](wxCommandEvent&) { field->Clear(); });
    field->Bind(wxEVT_CHAR_HOOK, [field](wxKeyEvent& event) {
        if (event.GetKeyCode() == WXK_ESCAPE && !field->IsEmpty()) {
            field->Clear();
        } else {
            event.Skip();
        }
    });
    return field;
}

} // namespace reseal::ui
