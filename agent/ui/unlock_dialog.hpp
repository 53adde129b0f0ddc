// SPDX-License-Identifier: Apache-2.0
// Asks for the password of a locked file. UI thread.
#pragma once

#include "agent/ui/layout.hpp"

class wxCheckBox;
class wxTextCtrl;

namespace reseal::ui {

class UnlockDialog : public Dialog {
public:
    UnlockDialog(Face& face, std::string path);

private:
    void accept();

    std::string path_;
    wxTextCtrl* password_ = nullptr;
    wxCheckBox* remember_ = nullptr;
};

} // namespace reseal::ui
