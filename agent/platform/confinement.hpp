// SPDX-License-Identifier: Apache-2.0
// A program gives up what it will not need, for good and for all its threads: before it loads code of others.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>

namespace reseal::platform {

struct Confinement {
    bool files = false;                // the person's files; else only the system's, to read, and `ownFolder`
    bool localSockets = false;         // pcscd and the like
    bool networkSockets = false;       // implies localSockets
    bool programs = false;             // fork and exec
    std::uint32_t memoryMegabytes = 0; // of address space; 0: no limit
    std::string ownFolder;
};

// No core dumps, no new privileges and no tracing of or signals to other processes in any case.
// Reason "not_confined": the kernel refused; the caller must not go on.
[[nodiscard]] Status confine(const Confinement& allowed);

} // namespace reseal::platform
