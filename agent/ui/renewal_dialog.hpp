// SPDX-License-Identifier: Apache-2.0
// How to renew: the steps of the CA, what to bring, its contact. UI thread.
#pragma once

#include "agent/ui/layout.hpp"
#include "agent/ui/renewal_guide.hpp"

class wxChoice;

namespace reseal::ui {

class ReadingText;

class RenewalDialog : public Dialog {
public:
    // `ids` are known certificates, at least one; with several the person picks.
    RenewalDialog(Face& face, std::vector<std::string> ids);

private:
    void show(std::size_t index);

    std::vector<std::string> ids_;
    RenewalGuide guide_;
    ReadingText* text_ = nullptr;
    wxButton* site_ = nullptr;
};

} // namespace reseal::ui
