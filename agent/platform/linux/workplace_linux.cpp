// SPDX-License-Identifier: Apache-2.0
// inspectWorkplace: D-Bus names, the tray of the X server, kernel limits. Any thread.
#include "agent/platform/workplace.hpp"

#include "agent/platform/linux/session_bus.hpp"
#include "agent/platform/linux/x_selection.hpp"
#include "agent/platform/system.hpp"

#include <fstream>

namespace reseal::platform {
namespace {

std::optional<std::int64_t> numberIn(const char* path) {
    std::ifstream file(path);
    std::int64_t number = 0;
    if (file >> number) {
        return number;
    }
    return std::nullopt;
}

std::string sessionType() {
    if (std::string type = environment("XDG_SESSION_TYPE"); !type.empty()) {
        return type;
    }
    if (!environment("WAYLAND_DISPLAY").empty()) {
        return "wayland";
    }
    return environment("DISPLAY").empty() ? "" : "x11";
}

} // namespace

Workplace inspectWorkplace() {
    Workplace found;
    found.sessionType = sessionType();
    found.desktop = environment("XDG_CURRENT_DESKTOP");
    found.watchLimit = numberIn("/proc/sys/fs/inotify/max_user_watches");
    found.watchersLimit = numberIn("/proc/sys/fs/inotify/max_user_instances");
    found.xembedTray = !environment("DISPLAY").empty() && xembedTrayPresent();
    found.trayHost = found.xembedTray;
    if (const auto bus = SessionBus::connect()) {
        found.sessionBus = true;
        found.notifications = bus->runningOrStartable("org.freedesktop.Notifications");
        found.trayHost = found.trayHost || bus->running("org.kde.StatusNotifierWatcher");
        found.secretService = bus->runningOrStartable("org.freedesktop.secrets");
    }
    return found;
}

} // namespace reseal::platform
