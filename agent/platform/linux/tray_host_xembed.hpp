// SPDX-License-Identifier: Apache-2.0
// The older tray of X11: an owner of the selection _NET_SYSTEM_TRAY_S<screen>. Absent on Wayland.
#pragma once

#include <functional>
#include <memory>

namespace reseal::platform {

class XembedWatch {
public:
    virtual ~XembedWatch() = default;
    [[nodiscard]] virtual bool present() const = 0;
};

// UI thread; `changed` is called when a tray appears or goes, told by X events alone.
[[nodiscard]] std::unique_ptr<XembedWatch> watchXembedTray(std::function<void()> changed);

} // namespace reseal::platform
