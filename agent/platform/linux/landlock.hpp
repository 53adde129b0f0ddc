// SPDX-License-Identifier: Apache-2.0
// Landlock (kernel 5.13 and later): which files a process may still open.
#pragma once

#include <string>

namespace reseal::platform {

// From now on this process opens no file but the system's libraries, settings and certificates, and `ownFolder`; all of
// them to read. 0, or the errno. A kernel without Landlock is 0 too: the other rules still hold.
// Precondition: no new privileges.
[[nodiscard]] int keepToSystemFiles(const std::string& ownFolder);

} // namespace reseal::platform
