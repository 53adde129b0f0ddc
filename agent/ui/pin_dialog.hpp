// SPDX-License-Identifier: Apache-2.0
// Asks for a token's PIN and the new one. Nothing is sent before the person presses the button; on the last try not
// without their word. UI thread.
#pragma once

#include "agent/core/token.hpp"
#include "agent/ui/layout.hpp"

class wxCheckBox;
class wxTextCtrl;

namespace reseal::ui {

class PinDialog : public Dialog {
public:
    PinDialog(Face& face, const core::Token& token);

private:
    wxTextCtrl* addPin(wxFlexGridSizer& grid, const std::string& label, const std::string& name);
    void accept();

    std::string uri_;
    wxTextCtrl* pin_ = nullptr; // these three are null where the PIN is typed at the reader
    wxTextCtrl* newPin_ = nullptr;
    wxTextCtrl* again_ = nullptr;
    wxCheckBox* lastTry_ = nullptr; // null where it is not the last
    wxStaticText* mistake_ = nullptr;
};

} // namespace reseal::ui
