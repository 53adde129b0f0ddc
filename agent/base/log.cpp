// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"

#include <atomic>
#include <cstdio>

namespace reseal {
namespace {
std::atomic<LogSink> sinkOfAll{nullptr};
} // namespace

void setLogSink(LogSink sink) { sinkOfAll = sink; }

void log(LogLevel level, std::string_view line) {
    if (const LogSink sink = sinkOfAll) {
        sink(level, line);
    }
}

std::string logName(std::string_view path) {
    std::uint32_t hash = 2166136261U; // FNV-1a: tells lines apart, hides nothing that is worth hiding well
    for (const char c : path) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
    }
    const std::size_t slash = path.find_last_of("/\\");
    const std::string_view file = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t dot = file.find_last_of('.');
    const std::string_view extension =
        dot == std::string_view::npos || file.size() - dot > 10 ? std::string_view() : file.substr(dot);
    char name[20];
    std::snprintf(name, sizeof name, "file-%08x", hash);
    return name + std::string(extension);
}

} // namespace reseal
