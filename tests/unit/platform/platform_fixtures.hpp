// SPDX-License-Identifier: Apache-2.0
// What the platform tests share: a temporary folder, child processes that are always collected, a loop on a thread.
#pragma once

#include "agent/platform/event_loop.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <grp.h>
#include <mutex>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace reseal::platform {

inline constexpr std::chrono::seconds kGenerous{20}; // only ever waited for by a test that fails

class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "reseal-test-XXXXXX").string();
        path_ = ::mkdtemp(name.data()) != nullptr ? name : "";
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

inline void writeFile(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

inline std::string readFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Runs `body` in a forked child, whose exit code is what `body` returns.
class Child {
public:
    explicit Child(const std::function<int()>& body) : id_(::fork()) {
        if (id_ == 0) {
            ::_exit(body());
        }
    }
    ~Child() {
        if (id_ > 0) {
            ::kill(id_, SIGKILL);
            static_cast<void>(wait());
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t id() const { return id_; }
    [[nodiscard]] int wait() { // the exit code; 128 and more: the signal
        int state = 0;
        const pid_t ended = ::waitpid(std::exchange(id_, -1), &state, 0);
        if (ended < 0) {
            return -1;
        }
        return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    }

private:
    pid_t id_;
};

// For a child of root: gives up every right.
[[nodiscard]] inline bool becomeNobody() {
    constexpr uid_t kNobody = 65534;
    return ::setgroups(0, nullptr) == 0 && ::setresuid(kNobody, kNobody, kNobody) == 0;
}

// A pipe between a test and its child: one says, the other hears.
class Whistle {
public:
    Whistle() { EXPECT_EQ(::pipe(ends_), 0); }
    ~Whistle() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    Whistle(const Whistle&) = delete;
    Whistle& operator=(const Whistle&) = delete;
    void blow() const { static_cast<void>(!::write(ends_[1], "!", 1)); }
    void hear() const {
        char heard = 0;
        static_cast<void>(!::read(ends_[0], &heard, 1));
    }

private:
    int ends_[2] = {-1, -1};
};

class ScopedEnvironment {
public:
    ScopedEnvironment(std::string name, const char* value) : name_(std::move(name)) {
        if (const char* const before = std::getenv(name_.c_str())) {
            before_ = before;
        }
        set(value);
    }
    ~ScopedEnvironment() { set(before_ ? before_->c_str() : nullptr); }
    ScopedEnvironment(const ScopedEnvironment&) = delete;
    ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

private:
    void set(const char* value) const {
        value != nullptr ? ::setenv(name_.c_str(), value, 1) : ::unsetenv(name_.c_str());
    }
    std::string name_;
    std::optional<std::string> before_;
};

// An EventLoop on a thread of its own, joined at the end.
class LoopThread {
public:
    LoopThread() : loop_(makeEventLoop([this](const char* what) { note(what); })), thread_([this] { loop_->run(); }) {}
    ~LoopThread() { join(); }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    [[nodiscard]] EventLoop& loop() { return *loop_; }

    // Runs `act` on the loop's thread and waits for it.
    template <typename Act>
    auto onLoop(Act act) {
        std::packaged_task<decltype(act())()> task(std::move(act));
        auto done = task.get_future();
        loop_->post([&task] { task(); });
        return done.get();
    }

    void join() {
        if (thread_.joinable()) {
            loop_->stop();
            thread_.join();
        }
    }

    [[nodiscard]] std::vector<std::string> errors() {
        const std::lock_guard lock(mutex_);
        return errors_;
    }

private:
    void note(const char* what) {
        const std::lock_guard lock(mutex_);
        errors_.emplace_back(what);
    }
    std::mutex mutex_;
    std::vector<std::string> errors_;
    std::unique_ptr<EventLoop> loop_;
    std::thread thread_;
};

// Counts what other threads report, and waits for it.
class Tally {
public:
    void add(const std::string& item) {
        const std::lock_guard lock(mutex_);
        items_.push_back(item);
        changed_.notify_all();
    }
    [[nodiscard]] bool waitFor(std::size_t count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, std::chrono::system_clock::now() + kGenerous,
                                   [&] { return items_.size() >= count; });
    }
    [[nodiscard]] std::vector<std::string> items() {
        const std::lock_guard lock(mutex_);
        return items_;
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        items_.clear();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> items_;
};

} // namespace reseal::platform
