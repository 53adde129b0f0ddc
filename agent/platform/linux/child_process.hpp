// SPDX-License-Identifier: Apache-2.0
// Starts a program with a clean slate: no descriptor but its standard three (and a channel, where it gets one), default
// signals, the umask that this program itself was started with. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace reseal::platform {

// Set by name: the fields are of like types.
struct Launch {
    std::vector<std::string> arguments;        // the first is the program, looked for in PATH
    int input = -1;                            // becomes its stdin; -1: nothing to read
    int output = -1;                           // becomes its stdout and stderr; -1: goes nowhere
    int channel = -1;                          // becomes its descriptor 3; -1: none
    std::vector<std::string> environment = {}; // NAME=value; empty: this program's own
    bool detached = false;                     // in a session of its own, never waited for
};

// The process, leader of its own group (0 where detached).
[[nodiscard]] Result<pid_t> launch(const Launch& wanted);

// Remembers the umask that children get back.
void rememberUmask(mode_t umask);

} // namespace reseal::platform
