// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/reading_text.hpp"

#include "agent/ui/accessibility.hpp"
#include "agent/ui/palette.hpp"
#include "agent/ui/wx_text.hpp"

#include <wx/settings.h>

#include <algorithm>

namespace reseal::ui {

ReadingText::ReadingText(wxWindow* parent, const std::string& name, const wxSize& size)
    : wxTextCtrl(parent, wxID_ANY, wxString(), wxDefaultPosition, parent->FromDIP(size),
                 wxTE_MULTILINE | wxTE_READONLY | wxTE_RICH2 | wxTE_BESTWRAP) {
    nameForReaders(*this, name);
    SetMargins(parent->FromDIP(wxPoint(8, 6)));
}

void ReadingText::clearText() { Clear(); }

void ReadingText::addHeading(const std::string& text) { write((IsEmpty() ? "" : "\n") + text + "\n", true, false); }

void ReadingText::addLine(const std::string& label, const std::string& value) {
    write(label + ": ", false, true);
    write(value + "\n", false, false);
}

void ReadingText::addParagraph(const std::string& text) { write(text + "\n", false, false); }

void ReadingText::addItem(const std::string& text) { write("• " + text + "\n", false, false); }

void ReadingText::showTop() {
    SetInsertionPoint(0);
    ShowPosition(0);
}

int ReadingText::heightAt(int width) const {
    constexpr int kRagged = 48; // scroll bar, margins, and what a long word leaves of its line
    const int usable = width - FromDIP(kRagged);
    const wxString all = GetValue();
    int lines = 0;
    for (std::size_t from = 0; from < all.length();) {
        const std::size_t end = std::min(all.find('\n', from), all.length());
        lines += 1 + GetTextExtent(all.substr(from, end - from)).GetWidth() / usable;
        from = end + 1;
    }
    return lines * GetCharHeight() + FromDIP(8);
}

void ReadingText::write(const std::string& text, bool bold, bool quiet) {
    wxTextAttr style(quiet ? quietText() : wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT));
    style.SetFont(bold ? GetFont().Bold() : GetFont());
    SetDefaultStyle(style);
    AppendText(toWx(text));
}

} // namespace reseal::ui
