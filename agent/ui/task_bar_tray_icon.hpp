// SPDX-License-Identifier: Apache-2.0
// The tray icon through wxTaskBarIcon: XEmbed panels on Linux, and Windows. UI thread.
#pragma once

#include "agent/platform/desktop.hpp"

#include <wx/taskbar.h>

#include <optional>
#include <string>
#include <vector>

namespace reseal::ui {

class TaskBarTrayIcon final : public platform::TrayIcon, private wxTaskBarIcon {
public:
    TaskBarTrayIcon(std::string iconFolder, Chosen chosen);
    ~TaskBarTrayIcon() override;

    void show(core::Severity state, const std::string& title, const std::vector<platform::TrayMenuItem>& menu) override;
    [[nodiscard]] bool visible() const override;

private:
    wxMenu* CreatePopupMenu() override;

    std::string iconFolder_;
    Chosen chosen_;
    std::optional<core::Severity> state_;
    std::string title_;
    std::vector<platform::TrayMenuItem> menu_;
};

} // namespace reseal::ui
