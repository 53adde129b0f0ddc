// SPDX-License-Identifier: Apache-2.0
// runShell, answerOfShell and openForPerson. Any thread.
#include "agent/platform/shell_answer.hpp"
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

Result<Pipe> makePipe(bool childWrites = false) {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        return posixError(errno, "program_not_started", "");
    }
    Pipe result{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
    ::fcntl(ends[childWrites ? 0 : 1], F_SETFL, O_NONBLOCK); // of this side
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

// True once the other side has closed, false when the time is up or it is too much. The text is never moved in memory.
bool readUntilEnd(FileDescriptor& from, FileDescriptor& to, std::string_view input, std::string& text,
                  SteadyClock::time_point end) {
    constexpr std::size_t kMost = std::size_t{1} << 20U;
    text.reserve(kMost);
    if (input.empty()) {
        to.reset();
    }
    for (;;) {
        pollfd waits[2] = {{from.get(), POLLIN, 0}, {to.get(), POLLOUT, 0}};
        const int left = millisecondsUntil(end);
        const int ready = ::poll(waits, 2, left);
        if ((ready < 0 && errno != EINTR) || left == 0) {
            return false;
        }
        if (ready > 0 && waits[1].revents != 0) {
            feed(to, input);
        }
        if (ready <= 0 || waits[0].revents == 0) {
            continue;
        }
        char piece[4096];
        const ssize_t got = ::read(from.get(), piece, sizeof piece);
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        if (got > 0 && text.size() + static_cast<std::size_t>(got) > kMost) {
            return false;
        }
        text.append(piece, got > 0 ? static_cast<std::size_t>(got) : 0);
        wipe(piece, sizeof piece);
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

Result<Secret> answerOfShell(const std::string& command, const std::string& input, int seconds) {
    const auto end = SteadyClock::now() + std::chrono::seconds(std::max(0, seconds));
    auto question = makePipe();
    auto answer = makePipe(true);
    if (!question || !answer) {
        return question ? answer.error() : question.error();
    }
    // What it says besides is for its own log; stdout is the answer alone.
    const std::string quiet = "exec 2>/dev/null\n" + command;
    Launch wanted{{"/bin/sh", "-c", quiet}};
    wanted.input = question.value().read.get();
    wanted.output = answer.value().write.get();
    auto started = launch(wanted);
    if (!started) {
        return started.error();
    }
    question.value().read.reset();
    answer.value().write.reset();
    const BrokenPipeHeld held;
    std::string text;
    const bool whole = readUntilEnd(answer.value().read, question.value().write, input, text, end);
    Secret kept(std::move(text));
    if (!whole) {
        ::kill(-started.value(), SIGKILL);
    }
    const int code = collectExitCode(started.value());
    if (!whole || code != 0) {
        return Error{Category::failed, "ask_failed",
                     N_("The command that was to answer ended with an error, took too long or said too much."),
                     command};
    }
    return kept;
}

Result<int> runShell(const std::string& command, const std::string& input, int seconds) {
    const auto end = SteadyClock::now() + std::chrono::seconds(std::max(0, seconds));
    auto pipe = makePipe();
    if (!pipe) {
        return pipe.error();
    }
    Launch wanted{{"/bin/sh", "-c", command}};
    wanted.input = pipe.value().read.get();
    auto started = launch(wanted);
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
    Launch wanted{{"xdg-open", target}};
    wanted.detached = true;
    const auto started = launch(wanted);
    if (!started) {
        return Error{Category::failed, "open_failed", N_("no program was found that opens this"), target};
    }
    return {};
}

} // namespace reseal::platform
