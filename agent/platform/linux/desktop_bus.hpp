// SPDX-License-Identifier: Apache-2.0
// The session bus connection that the toolkit shares, and short calls over it. UI thread.
#pragma once

#include "agent/platform/linux/g_ref.hpp"

namespace reseal::platform {

// Null where no session bus answers; GLib would otherwise start one that is nobody's desktop.
[[nodiscard]] GRef<GDBusConnection> desktopBus();

// A blocking call with a short time-out; null where it failed. `reply` is the expected signature, e.g. "(as)".
[[nodiscard]] GVariantPtr callShortly(GDBusConnection* bus, const char* name, const char* path, const char* interface,
                                      const char* method, GVariant* parameters, const char* reply);

} // namespace reseal::platform
