// SPDX-License-Identifier: Apache-2.0
// A library loaded into this process, with nothing of Reseal around it. Never unloaded.
#pragma once

#include "agent/base/result.hpp"

#include <filesystem>

namespace reseal::check {

// All symbols bound, none shown to others. "not_loaded": the detail is the loader's own sentence.
[[nodiscard]] Result<void*> loadLibrary(const std::filesystem::path& path);

[[nodiscard]] const void* symbolOf(void* library, const char* name); // null: it has none
[[nodiscard]] std::string imageOf(const void* address);              // the file in which it lies; empty: in none

} // namespace reseal::check
