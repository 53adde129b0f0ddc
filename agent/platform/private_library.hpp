// SPDX-License-Identifier: Apache-2.0
// A part of this program that is loaded when it is first needed, so that an idle program does not carry it. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace reseal::platform {

// The address of a C function of a library of ours, by the library's absolute path. It stays loaded.
// Reason "program_incomplete".
[[nodiscard]] Result<void*> loadFunction(const std::string& library, const char* function);

} // namespace reseal::platform
