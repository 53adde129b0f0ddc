// SPDX-License-Identifier: Apache-2.0
// Files that the program writes for the person. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace reseal::platform {

// Writes a new file that only this user can read; refused with reason file_exists where there already is one.
Status writePrivateFile(const std::string& path, std::string_view content);

} // namespace reseal::platform
