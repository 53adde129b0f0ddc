// SPDX-License-Identifier: Apache-2.0
// One renewal, from its beginning to its end. May be closed and opened again at any step: it goes on without a window.
// UI thread.
#pragma once

#include "agent/ui/layout.hpp"

#include <wx/timer.h>

#include <set>

class wxGauge;

namespace reseal::ui {

class ChanceGauge;
class ProgressRail;
class ReadingText;
class RenewalFields;

class RenewalWindow : public Dialog {
public:
    // Of a renewal in the snapshot; or, where `renewalId` is empty, of the one that was just asked to begin.
    RenewalWindow(Face& face, std::string certificateId, std::string renewalId);

    void refresh() override;
    // Whether the failure is of something that this window asked for; then it says so.
    bool failed(const std::string& text);
    [[nodiscard]] const std::string& renewal() const { return id_; }

private:
    [[nodiscard]] const core::RenewalView* find();
    void show(const core::RenewalView& view);
    void showForm(const core::RenewalView& view);
    void say(const std::string& headline, const std::vector<std::string>& sentences);
    void add(const std::string& sentence); // to what is said
    void fitDetails();
    void busy(bool atWork);
    void goOn();
    void openSupport();
    void savePage(); // for printing
    void giveUp();
    void asked(); // something was asked for: waits for what comes of it
    void grow();

    std::string certificate_;
    std::string id_;
    std::set<std::string> before_; // renewals that there were when this one was asked for
    std::string shown_;            // what tells one showing from the next
    bool waits_ = false;
    bool sure_ = false; // the next press gives up
    wxStaticText* who_ = nullptr;
    wxStaticText* ca_ = nullptr;
    ProgressRail* rail_ = nullptr;
    wxStaticText* headline_ = nullptr;
    wxGauge* gauge_ = nullptr;
    ReadingText* details_ = nullptr;
    RenewalFields* fields_ = nullptr;
    ChanceGauge* chance_ = nullptr;
    wxButton* support_ = nullptr;
    wxButton* print_ = nullptr;
    wxButton* giveUp_ = nullptr;
    wxButton* close_ = nullptr;
    wxButton* continue_ = nullptr;
    wxSize own_; // as this window chose it last
    wxTimer pulse_;
};

} // namespace reseal::ui
