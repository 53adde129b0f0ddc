// SPDX-License-Identifier: Apache-2.0
// An encrypted document on its way to being opened: progress, the password or PIN that is missing, what came out.
// UI thread.
#pragma once

#include "agent/ui/layout.hpp"

class wxCheckBox;
class wxGauge;
class wxTextCtrl;

namespace reseal::ui {

class ReadingText;

class OpeningDialog : public Dialog {
public:
    OpeningDialog(Face& face, const core::DocumentOpening& opening);
    void show(const core::DocumentOpening& opening);

private:
    void goOn(); // with what was typed
    void openFolder();
    void showSecret();

    core::DocumentOpening opening_;
    core::DocumentOrder order_; // with the secrets given so far
    wxStaticText* headline_ = nullptr;
    wxGauge* gauge_ = nullptr;
    wxStaticText* asked_ = nullptr;
    wxTextCtrl* secret_ = nullptr;
    wxCheckBox* lastTry_ = nullptr;
    ReadingText* details_ = nullptr;
    wxButton* close_ = nullptr;
    wxButton* act_ = nullptr;
};

} // namespace reseal::ui
