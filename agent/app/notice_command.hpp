// SPDX-License-Identifier: Apache-2.0
// The other way to be told: a command of the person's that gets each notice as JSON on its stdin. Off by default.
// Runs on a thread of its own; what comes of it changes nothing else.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace reseal::app {

class NoticeCommand {
public:
    using Delivered = std::function<void(const std::string& noticeId, bool delivered)>; // on the command's thread

    static constexpr int kSeconds = 30;

    explicit NoticeCommand(Delivered delivered, int seconds = kSeconds); // after so many a command is ended
    ~NoticeCommand();                                                    // waits for the one that runs

    void run(const std::string& command, const std::string& noticeId, std::string input);

private:
    struct Job {
        std::string command;
        std::string noticeId;
        std::string input;
    };
    void work();

    Delivered delivered_;
    int seconds_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> jobs_; // guarded by mutex_
    bool ending_ = false;  // guarded by mutex_
    std::thread thread_;   // started with the first job
};

} // namespace reseal::app
