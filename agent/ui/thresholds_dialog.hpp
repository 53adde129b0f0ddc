// SPDX-License-Identifier: Apache-2.0
// When to warn about one certificate: as for all, at days of its own, or never. UI thread.
#pragma once

#include "agent/ui/layout.hpp"

class wxRadioButton;
class wxTextCtrl;

namespace reseal::ui {

class ThresholdsDialog : public Dialog {
public:
    ThresholdsDialog(Face& face, const core::InventoryEntry& entry);

private:
    void accept();

    std::string id_;
    wxRadioButton* asAll_ = nullptr;
    wxRadioButton* own_ = nullptr;
    wxRadioButton* never_ = nullptr;
    wxTextCtrl* days_ = nullptr;
    wxStaticText* said_ = nullptr;
};

} // namespace reseal::ui
