// SPDX-License-Identifier: Apache-2.0
// The one place where errno becomes an Error. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace reseal::platform {

// not_found, permission_denied, or `otherwise` as reason; the detail is a sentence for the person.
[[nodiscard]] Error posixError(int code, const char* otherwise, std::string subject);

} // namespace reseal::platform
