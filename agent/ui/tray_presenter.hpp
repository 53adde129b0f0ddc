// SPDX-License-Identifier: Apache-2.0
// The tray icon, whatever the desktop has for it: StatusNotifierItem, an XEmbed icon, or nothing at all. UI thread.
#pragma once

#include "agent/platform/desktop.hpp"
#include "agent/ui/tray_view.hpp"

#include <wx/timer.h>

#include <functional>
#include <memory>
#include <string>

namespace reseal::ui {

class TrayPresenter {
public:
    // `chosen` gets the menu ids of tray_view.hpp; `reachable` is called when a tray host comes or stays away.
    TrayPresenter(std::string iconFolder, platform::TrayIcon::Chosen chosen, std::function<void(bool)> reachable);

    void show(TrayView view);

private:
    void hostChanged(platform::TrayHost host);
    void makeIcon();

    std::string iconFolder_;
    platform::TrayIcon::Chosen chosen_;
    std::function<void(bool)> reachable_;
    TrayView view_;
    platform::TrayHost host_ = platform::TrayHost::none;
    std::unique_ptr<platform::TrayHostWatch> watch_;
    std::unique_ptr<platform::TrayIcon> icon_;
    wxTimer grace_; // one shot: panels take a moment to start, and to come back after a crash
};

} // namespace reseal::ui
