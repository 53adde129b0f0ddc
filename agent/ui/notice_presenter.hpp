// SPDX-License-Identifier: Apache-2.0
// Shows notices on the desktop and turns their buttons into windows. UI thread.
#pragma once

#include "agent/platform/desktop.hpp"
#include "agent/ui/face.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace reseal::ui {

class NoticePresenter {
public:
    explicit NoticePresenter(Face& face) : face_(face) {}

    void show(const core::Notice& notice);
    void showRenewal(const core::RenewalView& view); // it waits for the person
    Status showTest();
    void showFailure(const std::string& text); // something asked for without a window did not work

private:
    struct Shown {
        std::string noticeId;
        std::vector<std::string> certificateIds;
    };
    platform::NotificationService& service();
    void pressed(const std::string& noticeId, const std::string& buttonId);
    [[nodiscard]] std::vector<platform::DesktopNotice::Button> buttons() const;

    Face& face_;
    std::unique_ptr<platform::NotificationService> service_; // made with the first notice
    std::deque<Shown> shown_;
};

} // namespace reseal::ui
