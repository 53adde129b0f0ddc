// SPDX-License-Identifier: Apache-2.0
// By XCB, which reports a server that goes away; Xlib would end the program.
#include "agent/platform/linux/x_selection.hpp"

#include <xcb/xcb.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace reseal::platform {
namespace {

struct Disconnect {
    void operator()(xcb_connection_t* connection) const { xcb_disconnect(connection); }
};
struct Free {
    void operator()(void* reply) const { std::free(reply); } // NOLINT(cppcoreguidelines-no-malloc): as XCB asks
};

} // namespace

bool xembedTrayPresent() {
    int screen = 0;
    const std::unique_ptr<xcb_connection_t, Disconnect> server(xcb_connect(nullptr, &screen));
    if (xcb_connection_has_error(server.get()) != 0) {
        return false;
    }
    const std::string name = "_NET_SYSTEM_TRAY_S" + std::to_string(screen);
    const auto asked = xcb_intern_atom(server.get(), 1, static_cast<std::uint16_t>(name.size()), name.data());
    const std::unique_ptr<xcb_intern_atom_reply_t, Free> atom(xcb_intern_atom_reply(server.get(), asked, nullptr));
    if (!atom || atom->atom == XCB_ATOM_NONE) {
        return false; // nobody has ever named such a tray
    }
    const std::unique_ptr<xcb_get_selection_owner_reply_t, Free> owner(
        xcb_get_selection_owner_reply(server.get(), xcb_get_selection_owner(server.get(), atom->atom), nullptr));
    return owner && owner->owner != XCB_WINDOW_NONE;
}

} // namespace reseal::platform
