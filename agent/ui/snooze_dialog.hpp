// SPDX-License-Identifier: Apache-2.0
// "Remind me later": in an hour, tomorrow at nine, or a chosen time. UI thread.
#pragma once

#include "agent/ui/layout.hpp"
#include "agent/ui/snooze_choices.hpp"

class wxChoice;
class wxRadioButton;

namespace reseal::ui {

class SnoozeDialog : public Dialog {
public:
    SnoozeDialog(Face& face, std::vector<std::string> ids);

private:
    void accept();
    [[nodiscard]] TimePoint chosenTime() const;

    std::vector<std::string> ids_;
    std::vector<SnoozeDay> days_;
    wxRadioButton* hour_ = nullptr;
    wxRadioButton* tomorrow_ = nullptr;
    wxRadioButton* chosen_ = nullptr;
    wxChoice* day_ = nullptr;
    wxChoice* time_ = nullptr;
    wxStaticText* said_ = nullptr;
};

} // namespace reseal::ui
