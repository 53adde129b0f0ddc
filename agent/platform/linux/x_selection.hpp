// SPDX-License-Identifier: Apache-2.0
// One question to the X server named by DISPLAY, through a connection of its own: no toolkit. Any thread; blocks.
#pragma once

namespace reseal::platform {

// Whether somebody owns _NET_SYSTEM_TRAY_S<screen>. False where there is no server, or it goes away meanwhile.
[[nodiscard]] bool xembedTrayPresent();

} // namespace reseal::platform
