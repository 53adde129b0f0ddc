// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace reseal::app {

inline constexpr const char* kVersion = RESEAL_VERSION; // from the top CMakeLists.txt

} // namespace reseal::app
