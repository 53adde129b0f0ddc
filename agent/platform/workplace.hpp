// SPDX-License-Identifier: Apache-2.0
// What this workplace offers a tray resident: the facts behind `reseal doctor`. Plain values, no opinion. Any thread;
// takes at most a few seconds on a desktop whose services hang (a hung X server makes it wait longer).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace reseal::platform {

struct Workplace {
    std::string sessionType;                   // "x11", "wayland", "tty", or empty
    std::string desktop;                       // "XFCE", "GNOME", or empty
    bool sessionBus = false;                   // services of the desktop can be reached at all
    bool notifications = false;                // somebody shows notices, or can be started to
    bool xembedTray = false;                   // a tray of the older kind (X11) is there now
    bool trayHost = false;                     // somebody shows tray icons now, of either kind
    bool secretService = false;                // a keyring is there, or can be started
    std::optional<std::int64_t> watchLimit;    // folders this user may watch at once
    std::optional<std::int64_t> watchersLimit; // programs of this user that may watch folders
};

[[nodiscard]] Workplace inspectWorkplace();

} // namespace reseal::platform
