// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/call_watch.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstddef>
#include <poll.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::check {
namespace {

enum Answer : int { denied = 0, notDenied, notWatched };

// In a process of its own: the watch lasts as long as that. On one processor, so that the call comes before the watch
// has had a turn.
[[noreturn]] void watchAndFork() {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
    ::sched_setaffinity(0, sizeof one, &one);
    if (!watchCalls(0)) {
        ::_exit(notWatched);
    }
    ::_exit(::fork() == -1 && errno == EPERM ? denied : notDenied);
}

class Watched {
public:
    Watched() : id_(::fork()) {
        if (id_ == 0) {
            watchAndFork();
        }
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    ~Watched() { end(); }

    [[nodiscard]] bool endsWithin(int milliseconds) const {
        const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, id_, 0));
        pollfd wait{.fd = descriptor, .events = POLLIN, .revents = 0};
        const bool ended = ::poll(&wait, 1, milliseconds) == 1;
        ::close(descriptor);
        return ended;
    }
    // Its exit code; -1: it was killed.
    int end() {
        if (id_ > 0) {
            ::kill(id_, SIGKILL);
            ::waitpid(id_, &status_, 0);
            id_ = 0;
        }
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
    }

private:
    pid_t id_;
    int status_ = 0;
};

// fork() holds the allocator's locks while it waits to be denied: who denies it must need no memory.
TEST(CallWatch, fork_before_the_watchs_first_turn_is_denied) {
    for (int round = 0; round < 100; ++round) {
        Watched process;
        ASSERT_TRUE(process.endsWithin(20'000)) << "round " << round;
        ASSERT_EQ(process.end(), denied) << "round " << round;
    }
}

} // namespace
} // namespace reseal::check
