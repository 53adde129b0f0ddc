// SPDX-License-Identifier: Apache-2.0
// Asks for a token's PIN: to change it, or for one act with the token. Nothing is sent before the person presses the
// button; on the last try not without their word. UI thread.
#pragma once

#include "agent/core/token.hpp"
#include "agent/ui/layout.hpp"

#include <functional>
#include <memory>
#include <string>

class wxCheckBox;
class wxTextCtrl;

namespace reseal::ui {

class PinDialog : public Dialog {
public:
    // With what the person typed: nothing where the PIN is typed at the reader.
    using Use = std::function<void(const std::shared_ptr<const Secret>& pin, bool allowLastTry)>;

    PinDialog(Face& face, const core::Token& token); // changes it
    PinDialog(Face& face, const core::Token& token, Use use);

private:
    wxTextCtrl* addPin(wxFlexGridSizer& grid, const std::string& label, const std::string& name);
    void addFields(wxSizer& content, const core::Token& token);
    void accept();

    std::string uri_;
    Use use_;                      // none: it is changed
    wxTextCtrl* pin_ = nullptr;    // null where the PIN is typed at the reader
    wxTextCtrl* newPin_ = nullptr; // likewise, and where it is not changed
    wxTextCtrl* again_ = nullptr;
    wxCheckBox* lastTry_ = nullptr; // null where it is not the last
    wxStaticText* mistake_ = nullptr;
};

} // namespace reseal::ui
