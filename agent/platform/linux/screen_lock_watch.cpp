// SPDX-License-Identifier: Apache-2.0
// A locked screen is told by the session's screen saver (org.freedesktop.ScreenSaver and its names in GNOME, Cinnamon,
// MATE and Xfce: ActiveChanged), or by logind (Session.Lock; Manager.PrepareForSleep).
#include "agent/platform/desktop.hpp"
#include "agent/platform/linux/desktop_bus.hpp"

#include <array>
#include <utility>
#include <vector>

namespace reseal::platform {
namespace {

constexpr std::array kScreenSavers = {"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver",
                                      "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver"};
constexpr const char* kLogin = "org.freedesktop.login1";

class LinuxScreenLockWatch final : public ScreenLockWatch {
public:
    explicit LinuxScreenLockWatch(std::function<void()> locked) : locked_(std::move(locked)), session_(desktopBus()) {
        for (const char* screenSaver : kScreenSavers) {
            subscribe(session_, nullptr, screenSaver, "ActiveChanged");
        }
        system_ = GRef<GDBusConnection>::adopt(g_bus_get_sync(G_BUS_TYPE_SYSTEM, nullptr, nullptr));
        if (system_) {
            g_dbus_connection_set_exit_on_close(system_.get(), FALSE);
        }
        // Another person's session is told, too; locking once too often costs nothing.
        subscribe(system_, kLogin, "org.freedesktop.login1.Session", "Lock");
        subscribe(system_, kLogin, "org.freedesktop.login1.Manager", "PrepareForSleep");
    }
    ~LinuxScreenLockWatch() override {
        for (const auto& [bus, id] : subscriptions_) {
            g_dbus_connection_signal_unsubscribe(bus.get(), id);
        }
    }
    LinuxScreenLockWatch(const LinuxScreenLockWatch&) = delete;
    LinuxScreenLockWatch& operator=(const LinuxScreenLockWatch&) = delete;

private:
    void subscribe(const GRef<GDBusConnection>& bus, const char* sender, const char* interface, const char* signal) {
        if (bus) {
            subscriptions_.emplace_back(
                bus, g_dbus_connection_signal_subscribe(bus.get(), sender, interface, signal, nullptr, nullptr,
                                                        G_DBUS_SIGNAL_FLAGS_NONE, onSignal, this, nullptr));
        }
    }

    static void onSignal(GDBusConnection*, const char*, const char*, const char*, const char*, GVariant* what,
                         gpointer data) {
        gboolean begins = TRUE;
        if (g_variant_is_of_type(what, G_VARIANT_TYPE("(b)"))) {
            g_variant_get(what, "(b)", &begins);
        }
        if (begins) {
            static_cast<LinuxScreenLockWatch*>(data)->locked_();
        }
    }

    std::function<void()> locked_;
    GRef<GDBusConnection> session_;
    GRef<GDBusConnection> system_;
    std::vector<std::pair<GRef<GDBusConnection>, guint>> subscriptions_;
};

} // namespace

std::unique_ptr<ScreenLockWatch> watchScreenLock(std::function<void()> locked) {
    return std::make_unique<LinuxScreenLockWatch>(std::move(locked));
}

} // namespace reseal::platform
