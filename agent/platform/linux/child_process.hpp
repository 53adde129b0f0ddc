// SPDX-License-Identifier: Apache-2.0
// Starts a program with a clean slate: no descriptor but its standard three, default signals, the umask that this
// program itself was started with. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace reseal::platform {

struct Launch {
    std::vector<std::string> arguments; // the first is the program, looked for in PATH
    int input = -1;                     // becomes its stdin; -1: nothing to read
    bool detached = false;              // in a session of its own, never waited for
};

// The process, leader of its own group (0 where detached). Its output goes nowhere.
[[nodiscard]] Result<pid_t> launch(const Launch& wanted);

// Remembers the umask that children get back.
void rememberUmask(mode_t umask);

} // namespace reseal::platform
