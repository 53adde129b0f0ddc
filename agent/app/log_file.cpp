// SPDX-License-Identifier: Apache-2.0
#include "agent/app/log_file.hpp"

#include "agent/base/log.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

namespace reseal::app {
namespace {

constexpr std::size_t kFileBytes = std::size_t{512} * 1024;
constexpr std::size_t kFiles = 3;

void write(LogLevel level, std::string_view line) {
    const auto severity = level == LogLevel::info      ? spdlog::level::info
                          : level == LogLevel::warning ? spdlog::level::warn
                                                       : spdlog::level::err;
    if (const auto logger = spdlog::get("reseal")) {
        logger->log(severity, "{}", line);
    }
}

} // namespace

void startLogFile(const std::string& profileFolder) try {
    if (!platform::makePrivateFolder(profileFolder + "/logs")) {
        return;
    }
    spdlog::drop("reseal");
    const auto logger =
        spdlog::rotating_logger_mt("reseal", profileFolder + "/logs/reseal.log", kFileBytes, kFiles - 1);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %P %L %v");
    logger->flush_on(spdlog::level::info);
    setLogSink(write);
} catch (const spdlog::spdlog_ex&) {
    setLogSink(nullptr);
}

std::string recentLog(const std::string& profileFolder, std::size_t maxBytes) {
    std::string text;
    const auto files = platform::systemFileSystem();
    for (const char* name : {"/logs/reseal.1.log", "/logs/reseal.log"}) {
        if (auto data = files->read(profileFolder + name, 4 * kFileBytes, nullptr)) {
            text.append(data.value().begin(), data.value().end());
        }
    }
    return text.size() > maxBytes ? text.substr(text.size() - maxBytes) : text;
}

} // namespace reseal::app
