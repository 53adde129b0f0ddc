// SPDX-License-Identifier: Apache-2.0
// What the tray icon says: state, title and menu out of a snapshot. Plain C++ without wx; any thread.
#pragma once

#include "agent/platform/desktop.hpp"
#include "agent/ui/certificate_list.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct TrayView {
    core::Severity state = core::Severity::fine;
    std::string title;
    std::vector<platform::TrayMenuItem> menu;
};

// Ids of the menu: "open", "check", "settings", "test", "quit"; "certificate:<id>" for the soonest certificates.
inline constexpr const char* kTrayCertificatePrefix = "certificate:";
inline constexpr std::size_t kTrayCertificates = 3;

// `snapshot` may be null: nothing is known yet.
[[nodiscard]] TrayView trayViewOf(const core::Snapshot* snapshot, const Words& words);

} // namespace reseal::ui
