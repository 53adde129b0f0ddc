// SPDX-License-Identifier: Apache-2.0
// fork and exec. Between the two only async-signal-safe calls: other threads may hold any lock.
#include "agent/platform/linux/child_process.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace reseal::platform {
namespace {

constexpr int kUnknownUmask = -1;
std::atomic<int> inheritedUmask{kUnknownUmask};

constexpr int kChannel = 3;
constexpr int kFailure = 4;

// A number above those that the child uses, so that dup2() below never overwrites what is still needed.
FileDescriptor aboveStandard(int descriptor) {
    return FileDescriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, kFailure + 1));
}

std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (const auto& text : texts) {
        pointers.push_back(const_cast<char*>(text.c_str())); // exec's signature; it changes nothing
    }
    pointers.push_back(nullptr);
    return pointers;
}

struct ChildPlan {
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    int input = -1;
    int output = -1;
    int channel = -1;
    int failure = -1; // receives the errno where the program cannot be started
    int umask = kUnknownUmask;
    bool detached = false;
};

[[noreturn]] void fail(const ChildPlan& plan) {
    const int code = errno;
    static_cast<void>(!::write(plan.failure, &code, sizeof code));
    ::_exit(127);
}

[[noreturn]] void becomeProgram(const ChildPlan& plan) {
    if (plan.detached) {
        ::setsid();
        const pid_t grandchild = ::fork(); // an orphan: init collects it, nobody here has to
        if (grandchild != 0) {
            ::_exit(grandchild < 0 ? 1 : 0);
        }
    } else {
        ::setpgid(0, 0);
    }
    for (int number = 1; number < NSIG; ++number) {
        ::signal(number, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (plan.umask != kUnknownUmask) {
        ::umask(static_cast<mode_t>(plan.umask));
    }
    const bool channel = plan.channel >= 0;
    if (::dup2(plan.input, STDIN_FILENO) < 0 || ::dup2(plan.output, STDOUT_FILENO) < 0 ||
        ::dup2(plan.output, STDERR_FILENO) < 0 || (channel && ::dup2(plan.channel, kChannel) < 0) ||
        ::dup2(plan.failure, kFailure) < 0 || ::fcntl(kFailure, F_SETFD, FD_CLOEXEC) != 0 ||
        ::close_range(kFailure + 1, ~0U, 0) != 0 || (!channel && ::close_range(kChannel, kChannel, 0) != 0)) {
        fail(plan);
    }
    ChildPlan moved = plan;
    moved.failure = kFailure;
    ::execvpe(plan.arguments[0], plan.arguments, plan.environment);
    fail(moved);
}

// The errno for which the program could not be started; 0 if it runs.
int startFailure(int readEnd) {
    int code = 0;
    ssize_t got = 0;
    do {
        got = ::read(readEnd, &code, sizeof code);
    } while (got < 0 && errno == EINTR);
    return got == sizeof code ? code : 0;
}

void collect(pid_t child) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace

void rememberUmask(mode_t umask) {
    int unknown = kUnknownUmask;
    inheritedUmask.compare_exchange_strong(unknown, static_cast<int>(umask));
}

Result<pid_t> launch(const Launch& wanted) {
    const std::string& program = wanted.arguments.front();
    const std::vector<char*> arguments = pointersTo(wanted.arguments);
    const std::vector<char*> chosen = pointersTo(wanted.environment);

    const FileDescriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    int ends[2] = {-1, -1};
    if (!nothing.valid() || ::pipe2(ends, O_CLOEXEC) != 0) {
        return posixError(errno, "program_not_started", program);
    }
    const FileDescriptor failureRead(ends[0]);
    FileDescriptor failureWrite(ends[1]);
    FileDescriptor input = aboveStandard(wanted.input >= 0 ? wanted.input : nothing.get());
    FileDescriptor output = aboveStandard(wanted.output >= 0 ? wanted.output : nothing.get());
    FileDescriptor channel = wanted.channel >= 0 ? aboveStandard(wanted.channel) : FileDescriptor();
    FileDescriptor failure = aboveStandard(failureWrite.get());
    if (!input.valid() || !output.valid() || !failure.valid() || channel.valid() != (wanted.channel >= 0)) {
        return posixError(errno, "program_not_started", program);
    }
    failureWrite.reset();

    const ChildPlan plan{arguments.data(),      wanted.environment.empty() ? environ : chosen.data(),
                         input.get(),           output.get(),
                         channel.get(),         failure.get(),
                         inheritedUmask.load(), wanted.detached};
    const pid_t child = ::fork();
    if (child < 0) {
        return posixError(errno, "program_not_started", program);
    }
    if (child == 0) {
        becomeProgram(plan);
    }
    failure.reset();
    const int code = startFailure(failureRead.get());
    if (code != 0 || wanted.detached) {
        collect(child);
    }
    if (code != 0) {
        return posixError(code, "program_not_started", program);
    }
    return wanted.detached ? 0 : child;
}

} // namespace reseal::platform
