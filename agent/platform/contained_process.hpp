// SPDX-License-Identifier: Apache-2.0
// A child program that talks over a ByteChannel and can be ended for certain: held by handle, never by number, with all
// that it started in its group. It gets no descriptor but its standard three and the channel, and the few environment
// variables that libraries need. What it prints comes to the agent's log, a little of it. Any one thread, except
// kill().
#pragma once

#include "agent/platform/byte_channel.hpp"

#include <string>
#include <vector>

namespace reseal::platform {

struct Ending {
    bool running = true;
    bool bySignal = false;
    int code = 0; // exit code or signal
};

class ContainedProcess {
public:
    virtual ~ContainedProcess() = default; // kills what still runs
    // Reading it also gathers what the child prints.
    [[nodiscard]] virtual ByteChannel& channel() = 0;
    // Waits that long for it to end by itself.
    [[nodiscard]] virtual Ending wait(std::chrono::milliseconds patience) = 0;
    // At once, with its children; returns when it is gone. Any thread.
    virtual void kill() = 0;
    // What it printed since the last call, the newest 8 KiB.
    [[nodiscard]] virtual std::string takeOutput() = 0;
    [[nodiscard]] virtual long processId() const = 0; // for logs and tests, never to act on
};

// `arguments`: the first is the program's absolute path. `keep`: names of environment variables to hand on beside
// those of language, time zone, home and temporary folders.
[[nodiscard]] Result<std::unique_ptr<ContainedProcess>> startContained(const std::vector<std::string>& arguments,
                                                                       const std::vector<std::string>& keep = {});

} // namespace reseal::platform
