// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/linux/desktop_bus.hpp"

#include "agent/platform/linux/session_bus.hpp"

namespace reseal::platform {
namespace {

constexpr int kShortlyMs = 2000;

} // namespace

GRef<GDBusConnection> desktopBus() {
    // The shared connection has no time-out, so it is asked for once: after a private one got through.
    static const bool answers = SessionBus::connect().has_value();
    if (!answers) {
        return {};
    }
    auto bus = GRef<GDBusConnection>::adopt(g_bus_get_sync(G_BUS_TYPE_SESSION, nullptr, nullptr));
    if (bus) {
        g_dbus_connection_set_exit_on_close(bus.get(), FALSE); // losing the bus must not end the program
    }
    return bus;
}

GVariantPtr callShortly(GDBusConnection* bus, const char* name, const char* path, const char* interface,
                        const char* method, GVariant* parameters, const char* reply) {
    return GVariantPtr(g_dbus_connection_call_sync(bus, name, path, interface, method, parameters,
                                                   G_VARIANT_TYPE(reply), G_DBUS_CALL_FLAGS_NONE, kShortlyMs, nullptr,
                                                   nullptr));
}

} // namespace reseal::platform
