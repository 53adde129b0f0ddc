// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/desktop.hpp"

#include <gtk/gtk.h>

namespace reseal::platform {

bool desktopReachable() { return gtk_init_check(nullptr, nullptr) != 0; }

} // namespace reseal::platform
