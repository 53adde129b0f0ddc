// SPDX-License-Identifier: Apache-2.0
#include "agent/app/notice_command.hpp"

#include "agent/base/log.hpp"
#include "agent/platform/system.hpp"

#include <exception>

namespace reseal::app {

NoticeCommand::NoticeCommand(Delivered delivered, int seconds) : delivered_(std::move(delivered)), seconds_(seconds) {}

NoticeCommand::~NoticeCommand() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void NoticeCommand::run(const std::string& command, const std::string& noticeId, std::string input) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({command, noticeId, std::move(input)});
    if (!thread_.joinable()) {
        thread_ = std::thread([this] { work(); });
    }
    wake_.notify_all();
}

void NoticeCommand::work() try {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (jobs_.empty()) {
            return;
        }
        const Job job = std::move(jobs_.front());
        jobs_.pop_front();
        lock.unlock();
        const auto code = platform::runShell(job.command, job.input, seconds_);
        delivered_(job.noticeId, code && code.value() == 0);
        lock.lock();
    }
} catch (const std::exception& caught) {
    log(LogLevel::error, std::string("notice command: ") + caught.what());
}

} // namespace reseal::app
