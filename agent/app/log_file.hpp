// SPDX-License-Identifier: Apache-2.0
// Sends base/log lines to rotating files in <profile>/logs: reseal.log and two older ones of 512 KiB each.
#pragma once

#include <string>

namespace reseal::app {

// Where the folder cannot be written, lines go nowhere and the program runs on.
void startLogFile(const std::string& profileFolder);

// The newest lines of the log, oldest first, at most `maxBytes`.
[[nodiscard]] std::string recentLog(const std::string& profileFolder, std::size_t maxBytes);

} // namespace reseal::app
