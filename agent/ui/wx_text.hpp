// SPDX-License-Identifier: Apache-2.0
// Text between core (UTF-8) and wxWidgets. Always explicit: in the C locale wxString(const char*) loses Cyrillic.
#pragma once

#include <wx/string.h>

#include <string>
#include <string_view>

namespace reseal::ui {

[[nodiscard]] inline wxString toWx(std::string_view utf8) { return wxString::FromUTF8(utf8.data(), utf8.size()); }

// For labels: an ampersand out of a name or title is no mnemonic.
[[nodiscard]] inline wxString toLabel(std::string_view utf8) {
    wxString text = toWx(utf8);
    text.Replace("&", "&&");
    return text;
}

[[nodiscard]] inline std::string toUtf8(const wxString& text) { return text.utf8_string(); }

} // namespace reseal::ui
