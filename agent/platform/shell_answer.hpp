// SPDX-License-Identifier: Apache-2.0
// A command of the person's that answers a question: reads it on stdin, writes the answer to stdout. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <string>

namespace reseal::platform {

// Runs `command` through the shell; its stdout comes back, which may hold secrets; ended after `seconds`. Blocks.
// Errors: ask_failed (failed): it ended with another code than 0, took too long, or wrote more than 1 MiB;
// program_not_started.
[[nodiscard]] Result<Secret> answerOfShell(const std::string& command, const std::string& input, int seconds);

} // namespace reseal::platform
