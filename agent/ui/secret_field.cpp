// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/secret_field.hpp"

#include "agent/ui/wx_text.hpp"

#include <wx/textctrl.h>

namespace reseal::ui {

Secret copyOf(const wxTextCtrl& field) {
    wxString typed = field.GetValue();
    std::string utf8 = toUtf8(typed);
    Secret secret(std::string(utf8.c_str(), utf8.size()));
    wipe(utf8.data(), utf8.size());
    typed.assign(typed.size(), '*');
    return secret;
}

std::shared_ptr<const Secret> takenFrom(wxTextCtrl& field) {
    auto secret = std::make_shared<const Secret>(copyOf(field));
    field.Clear();
    return secret;
}

} // namespace reseal::ui
