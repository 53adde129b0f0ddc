// SPDX-License-Identifier: Apache-2.0
// Sees system calls that a plugin host denies: they fail as there, and are remembered. For the life of the process.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reseal::check {

// `privileges`: wire::kMay.... Errors: the system cannot filter calls.
[[nodiscard]] Status watchCalls(std::uint32_t privileges);
[[nodiscard]] std::vector<std::string> deniedCalls(); // names, each once, since watchCalls()

} // namespace reseal::check
