// SPDX-License-Identifier: Apache-2.0
// Which tray the desktop has. Told by D-Bus signals and X events; nothing is asked twice without a reason.
#include "agent/platform/desktop.hpp"
#include "agent/platform/linux/desktop_bus.hpp"
#include "agent/platform/linux/tray_host_xembed.hpp"

#include <utility>

namespace reseal::platform {
namespace {

constexpr const char* kWatcher = "org.kde.StatusNotifierWatcher";
constexpr const char* kWatcherPath = "/StatusNotifierWatcher";
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";
constexpr const char* kRegistered = "IsStatusNotifierHostRegistered";

class LinuxTrayHostWatch final : public TrayHostWatch {
public:
    explicit LinuxTrayHostWatch(std::function<void(TrayHost)> changed)
        : xembed_(watchXembedTray([this] { settle(); })), cancel_(GRef<GCancellable>::adopt(g_cancellable_new())) {
        bus_ = desktopBus();
        if (bus_) {
            // Subscribed before the first question, so that no change falls between the two.
            watch_ = g_bus_watch_name_on_connection(bus_.get(), kWatcher, G_BUS_NAME_WATCHER_FLAGS_NONE, onAppeared,
                                                    onVanished, this, nullptr);
            for (std::size_t i = 0; i < 2; ++i) {
                hostSignals_[i] = g_dbus_connection_signal_subscribe(
                    bus_.get(), kWatcher, kWatcher,
                    i == 0 ? "StatusNotifierHostRegistered" : "StatusNotifierHostUnregistered", kWatcherPath, nullptr,
                    G_DBUS_SIGNAL_FLAGS_NONE, onHostSignal, this, nullptr);
            }
            askNow();
        }
        host_ = seen();
        changed_ = std::move(changed); // from here on: the first state is host(), not a change
    }

    ~LinuxTrayHostWatch() override {
        g_cancellable_cancel(cancel_.get());
        if (bus_) {
            g_bus_unwatch_name(watch_);
            for (const guint subscription : hostSignals_) {
                g_dbus_connection_signal_unsubscribe(bus_.get(), subscription);
            }
        }
    }
    LinuxTrayHostWatch(const LinuxTrayHostWatch&) = delete;
    LinuxTrayHostWatch& operator=(const LinuxTrayHostWatch&) = delete;

    TrayHost host() const override { return host_; }

private:
    [[nodiscard]] TrayHost seen() const {
        if (statusNotifier_) {
            return TrayHost::statusNotifier;
        }
        return xembed_->present() ? TrayHost::xembed : TrayHost::none;
    }

    void settle() {
        const TrayHost now = seen();
        if (now == host_) {
            return;
        }
        host_ = now;
        if (changed_) {
            changed_(now);
        }
    }

    void askNow() {
        const auto reply = callShortly(bus_.get(), kWatcher, kWatcherPath, kProperties, "Get",
                                       g_variant_new("(ss)", kWatcher, kRegistered), "(v)");
        statusNotifier_ = reply && saysYes(reply.get());
    }

    void ask() {
        g_dbus_connection_call(bus_.get(), kWatcher, kWatcherPath, kProperties, "Get",
                               g_variant_new("(ss)", kWatcher, kRegistered), G_VARIANT_TYPE("(v)"),
                               G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, cancel_.get(), onAnswer, this);
    }

    static bool saysYes(GVariant* reply) {
        GVariant* raw = nullptr;
        g_variant_get(reply, "(v)", &raw);
        const GVariantPtr value(raw);
        return g_variant_is_of_type(value.get(), G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean(value.get());
    }

    static void onAnswer(GObject* source, GAsyncResult* result, gpointer data) {
        GError* raw = nullptr;
        const GVariantPtr reply(g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &raw));
        const GErrorPtr error(raw);
        if (error && g_error_matches(error.get(), G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
            return; // the watch is gone
        }
        auto* self = static_cast<LinuxTrayHostWatch*>(data);
        self->statusNotifier_ = reply && saysYes(reply.get());
        self->settle();
    }

    static void onAppeared(GDBusConnection*, const char*, const char*, gpointer data) {
        static_cast<LinuxTrayHostWatch*>(data)->ask();
    }

    static void onVanished(GDBusConnection*, const char*, gpointer data) {
        auto* self = static_cast<LinuxTrayHostWatch*>(data);
        self->statusNotifier_ = false;
        self->settle();
    }

    static void onHostSignal(GDBusConnection*, const char*, const char*, const char*, const char*, GVariant*,
                             gpointer data) {
        static_cast<LinuxTrayHostWatch*>(data)->ask();
    }

    std::function<void(TrayHost)> changed_;
    std::unique_ptr<XembedWatch> xembed_;
    GRef<GDBusConnection> bus_;
    GRef<GCancellable> cancel_;
    guint watch_ = 0;
    guint hostSignals_[2] = {0, 0};
    bool statusNotifier_ = false;
    TrayHost host_ = TrayHost::none;
};

} // namespace

std::unique_ptr<TrayHostWatch> watchTrayHost(std::function<void(TrayHost)> changed) {
    return std::make_unique<LinuxTrayHostWatch>(std::move(changed));
}

} // namespace reseal::platform
