// SPDX-License-Identifier: Apache-2.0
// Which process this is: a copy of it (a forked child) has the same memory, and another number. Any thread.
#pragma once

#include <cstdint>

namespace reseal::system {

using ProcessId = std::uint64_t;
inline constexpr ProcessId kNoProcess = 0;

[[nodiscard]] ProcessId thisProcess();

} // namespace reseal::system
