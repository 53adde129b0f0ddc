// SPDX-License-Identifier: Apache-2.0
// Whom this process works for. Any thread, as long as none changes the environment.
#pragma once

#include <filesystem>
#include <string>

namespace reseal::system {

[[nodiscard]] std::string nameOfPerson(); // that of the log-in; empty: unknown

// What the environment says; the system is asked only where that says nothing. Empty: unknown.
[[nodiscard]] std::filesystem::path homeOfPerson();

} // namespace reseal::system
