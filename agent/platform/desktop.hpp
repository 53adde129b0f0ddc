// SPDX-License-Identifier: Apache-2.0
// The person's desktop: notices with buttons, the tray icon, names for screen readers. UI thread only (the one that
// runs the toolkit's main loop). Target reseal_desktop; the command line never links it.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/health.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::platform {

// Whether the display can really be opened; unlike the toolkit's main loop, does not abort where it cannot. Opens the
// toolkit where it can: call once, before the main loop starts.
[[nodiscard]] bool desktopReachable();

struct DesktopNotice {
    std::string id;
    std::string title;
    std::string body; // plain text; markup characters are shown as they are
    bool urgent = false;
    struct Button {
        std::string id; // "renew", "later", "details"; a click on the notice itself is "default"
        std::string label;
    };
    std::vector<Button> buttons = {};
};

class NotificationService {
public:
    using Pressed = std::function<void(const std::string& noticeId, const std::string& buttonId)>;

    virtual ~NotificationService() = default;
    [[nodiscard]] virtual bool available() = 0;
    virtual Status show(const DesktopNotice& notice) = 0; // failed with reason notice_undeliverable
    virtual void withdraw(const std::string& noticeId) = 0;
};
[[nodiscard]] std::unique_ptr<NotificationService> makeNotificationService(NotificationService::Pressed pressed);

struct TrayMenuItem {
    std::string id; // empty: a separator
    std::string label;
    bool enabled = true;

    friend bool operator==(const TrayMenuItem&, const TrayMenuItem&) = default;
};

class TrayIcon {
public:
    // "open" is also the icon's own click. May show() again; must not destroy the icon before it returns.
    using Chosen = std::function<void(const std::string& itemId)>;

    virtual ~TrayIcon() = default;
    virtual void show(core::Severity state, const std::string& title, const std::vector<TrayMenuItem>& menu) = 0;
    [[nodiscard]] virtual bool visible() const = 0; // a host shows it
};

// Which tray host the desktop has; `changed` is called whenever that changes (panel started, panel crashed).
enum class TrayHost { none, xembed, statusNotifier };
class TrayHostWatch {
public:
    virtual ~TrayHostWatch() = default;
    [[nodiscard]] virtual TrayHost host() const = 0;
};
[[nodiscard]] std::unique_ptr<TrayHostWatch> watchTrayHost(std::function<void(TrayHost)> changed);

// The screen is being locked, or the computer goes to sleep: `locked` is called.
class ScreenLockWatch {
public:
    virtual ~ScreenLockWatch() = default;
};
[[nodiscard]] std::unique_ptr<ScreenLockWatch> watchScreenLock(std::function<void()> locked);

// StatusNotifierItem; icons are files <iconFolder>/reseal-<severity>.svg.
[[nodiscard]] std::unique_ptr<TrayIcon> makeStatusNotifierItem(const std::string& iconFolder, TrayIcon::Chosen chosen);

// Names a native control for screen readers (GtkWidget*, HWND).
void setAccessibleName(void* nativeControl, const std::string& name, const std::string& description);

} // namespace reseal::platform
