// SPDX-License-Identifier: Apache-2.0
// How to renew: the steps of the CA, what to bring, its contact; and to begin where plugins can do it, first those that
// name its issuer. Likewise for a new certificate, where there is none to renew. UI thread.
#pragma once

#include "agent/ui/kept_rows.hpp"
#include "agent/ui/layout.hpp"
#include "agent/ui/renewal_guide.hpp"

class wxChoice;

namespace reseal::ui {

class ReadingText;

class RenewalDialog : public Dialog {
public:
    // `ids` are known certificates; with several the person picks. None: a new one is asked for.
    RenewalDialog(Face& face, std::vector<std::string> ids);
    void refresh() override; // plugins may be judged later

private:
    void show(std::size_t index);
    void showRequest();
    [[nodiscard]] wxSizer* offer(const core::RenewalCa& ca);
    [[nodiscard]] wxSizer* caption(const std::string& text);
    [[nodiscard]] std::string certificate() const { return requests() ? std::string() : ids_.at(index_); }
    [[nodiscard]] bool requests() const { return ids_.empty(); }

    std::vector<std::string> ids_;
    std::size_t index_ = 0;
    wxBoxSizer* cas_ = nullptr;
    KeptRows offered_; // in cas_
    RenewalGuide guide_;
    ReadingText* text_ = nullptr;
    wxButton* site_ = nullptr;
};

} // namespace reseal::ui
