// SPDX-License-Identifier: Apache-2.0
// runShell and openForPerson. Any thread.
#include "agent/platform/system.hpp"

#include "agent/platform/linux/child_process.hpp"
#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/wait.h>

extern "C" { // glibc 2.36 forgets to say so
#include <sys/pidfd.h>
}

namespace reseal::platform {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Keeps a broken pipe from ending the program while one thread writes to a child.
class BrokenPipeHeld {
public:
    BrokenPipeHeld() {
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        ::sigpending(&pending);
        wasPending_ = ::sigismember(&pending, SIGPIPE) == 1;
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~BrokenPipeHeld() {
        const timespec none{};
        while (!wasPending_ && ::sigtimedwait(&pipe_, nullptr, &none) >= 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    BrokenPipeHeld(const BrokenPipeHeld&) = delete;
    BrokenPipeHeld& operator=(const BrokenPipeHeld&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool wasPending_ = false;
};

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;
};

Result<Pipe> makePipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return posixError(errno, "program_not_started", "");
    }
    Pipe result{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    return result;
}

// Writes what fits; closes the pipe once all is written or nobody reads.
void feed(FileDescriptor& pipe, std::string_view& rest) {
    const ssize_t written = ::write(pipe.get(), rest.data(), rest.size());
    if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (rest.empty() || (written < 0 && errno != EAGAIN && errno != EINTR)) {
        pipe.reset();
    }
}

int millisecondsUntil(SteadyClock::time_point end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

// True once the process has ended, false when the time is up.
bool feedUntilEnd(int process, FileDescriptor& pipe, std::string_view input, SteadyClock::time_point end) {
    if (input.empty()) {
        pipe.reset();
    }
    for (;;) {
        pollfd waits[2] = {{process, POLLIN, 0}, {pipe.get(), POLLOUT, 0}}; // poll skips a negative descriptor
        const int left = millisecondsUntil(end);
        const int ready = ::poll(waits, 2, left);
        if (ready < 0 && errno != EINTR) {
            return false;
        }
        if (ready > 0 && waits[0].revents != 0) {
            return true;
        }
        if (ready > 0 && waits[1].revents != 0) {
            feed(pipe, input);
        }
        if (left == 0) {
            return false;
        }
    }
}

int collectExitCode(pid_t child) {
    int state = 0;
    while (::waitpid(child, &state, 0) < 0) {
        if (errno != EINTR) {
            return 127;
        }
    }
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

bool isSafeAddress(const std::string& target) {
    return target.starts_with("https://") && target.size() > 8 &&
           std::none_of(target.begin(), target.end(),
                        [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

} // namespace

Result<int> runShell(const std::string& command, const std::string& input, int seconds) {
    const auto end = SteadyClock::now() + std::chrono::seconds(std::max(0, seconds));
    auto pipe = makePipe();
    if (!pipe) {
        return pipe.error();
    }
    auto started = launch({{"/bin/sh", "-c", command}, pipe.value().read.get(), false});
    if (!started) {
        return started.error();
    }
    const pid_t child = started.value();
    pipe.value().read.reset();
    const FileDescriptor process(::pidfd_open(child, 0));
    const BrokenPipeHeld held;
    if (process.valid() && feedUntilEnd(process.get(), pipe.value().write, input, end)) {
        return collectExitCode(child);
    }
    ::kill(-child, SIGKILL); // its own group: whatever the command started goes too
    static_cast<void>(collectExitCode(child));
    return Error{Category::failed, "command_timed_out", N_("the command took too long and was ended"), ""};
}

Status openForPerson(const std::string& target) {
    struct stat info {};
    const bool isPath = target.starts_with('/');
    if (isPath ? target.find('\0') != std::string::npos : !isSafeAddress(target)) {
        return Error{Category::usage, "bad_target", N_("only web addresses and existing files can be opened"), target};
    }
    if (isPath && ::lstat(target.c_str(), &info) != 0) {
        return posixError(errno, "open_failed", target);
    }
    const auto started = launch({{"xdg-open", target}, -1, true});
    if (!started) {
        return Error{Category::failed, "open_failed", N_("no program was found that opens this"), target};
    }
    return {};
}

} // namespace reseal::platform
