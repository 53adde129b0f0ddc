// SPDX-License-Identifier: Apache-2.0
// How the watches and sockets of this folder reach the io_context that an EventLoop sleeps in. Loop thread.
#pragma once

#include "agent/platform/event_loop.hpp"

namespace boost::asio {
class io_context;
}

namespace reseal::platform {

// Precondition: `loop` comes from makeEventLoop(); std::bad_cast otherwise.
[[nodiscard]] boost::asio::io_context& contextOf(EventLoop& loop);

} // namespace reseal::platform
