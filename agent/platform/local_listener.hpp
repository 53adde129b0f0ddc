// SPDX-License-Identifier: Apache-2.0
// Whose program answers on a port of this computer: what is meant for the person's own is not given to another user
// who took the port first. Any thread.
#pragma once

#include "agent/base/listener.hpp"

#include <string>

namespace reseal::platform {

// `address` in digits ("127.0.0.1", "::1"). own: somebody listens there, and every socket at that address and port is
// of this person or of the system.
[[nodiscard]] Listener listenerAt(const std::string& address, int port);

} // namespace reseal::platform
