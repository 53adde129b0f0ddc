// SPDX-License-Identifier: Apache-2.0
// Requests from other processes of the same user: a socket in the profile (named pipe on Windows). One request text,
// one answer text, both UTF-8 and at most 64 MiB. A peer of another user is refused before a byte is read.
#pragma once

#include "agent/base/result.hpp"
#include "agent/platform/event_loop.hpp"

#include <functional>
#include <memory>
#include <string>

namespace reseal::platform {

class LocalServer {
public:
    // Loop thread; `reply` may be called later, once, from the loop thread.
    using Reply = std::function<void(std::string answer)>;
    using Handler = std::function<void(std::string request, Reply reply)>;

    virtual ~LocalServer() = default; // stops listening and removes the socket
};

// Precondition: the caller holds the profile's lock, so a socket left by a dead process may be replaced.
[[nodiscard]] Result<std::unique_ptr<LocalServer>> listenInProfile(EventLoop& loop, const std::string& folder,
                                                                   LocalServer::Handler handler);

// Blocks until the answer is there. notFound with reason no_engine where nobody listens; failed with reason
// engine_lost where the other side goes away, engine_silent where not a byte of the answer comes (or of the request is
// taken) for `answerTimeoutMs` (0: waits without end). `connectTimeoutMs` bounds the connection, not the work.
[[nodiscard]] Result<std::string> askInProfile(const std::string& folder, const std::string& request,
                                               int connectTimeoutMs, int answerTimeoutMs = 0);

} // namespace reseal::platform
