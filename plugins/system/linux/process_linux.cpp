// SPDX-License-Identifier: Apache-2.0
#include "system/process.hpp"

#include <unistd.h>

namespace reseal::system {

ProcessId thisProcess() { return static_cast<ProcessId>(::getpid()); }

} // namespace reseal::system
