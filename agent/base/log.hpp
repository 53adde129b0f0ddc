// SPDX-License-Identifier: Apache-2.0
// Where every room writes what the help desk may need later. Never secrets, never names of documents: a path is
// written as logName(path). Any thread. The program's main decides where lines go; until then they are dropped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace reseal {

enum class LogLevel : std::uint8_t { info, warning, error };

using LogSink = void (*)(LogLevel level, std::string_view line);
void setLogSink(LogSink sink);
void log(LogLevel level, std::string_view line);

// "file-1f3a9c02.p12": tells files apart and keeps the extension, but not the name.
[[nodiscard]] std::string logName(std::string_view path);

} // namespace reseal
