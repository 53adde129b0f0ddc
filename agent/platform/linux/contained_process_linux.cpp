// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/contained_process.hpp"

#include "agent/platform/linux/child_process.hpp"
#include "agent/platform/linux/posix_error.hpp"
#include "agent/platform/linux/socket_channel.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace reseal::platform {
namespace {

constexpr std::array kAlwaysKept{
    "HOME", "LANG",   "LANGUAGE",        "LC_ALL", "LC_CTYPE", "LC_MESSAGES",
    "TZ",   "TMPDIR", "XDG_RUNTIME_DIR", "USER",   "LOGNAME",  "PCSCLITE_CSOCK_NAME"}; // the last: where pcscd listens

std::vector<std::string> environment(const std::vector<std::string>& keep) {
    std::vector<std::string> kept{"PATH=/usr/bin:/bin"};
    const auto hand = [&](const char* name) {
        if (const char* const value = std::getenv(name)) {
            kept.push_back(std::string(name) + "=" + value);
        }
    };
    for (const char* const name : kAlwaysKept) {
        hand(name);
    }
    for (const std::string& name : keep) {
        hand(name.c_str());
    }
    return kept;
}

class LinuxContainedProcess final : public ContainedProcess {
public:
    LinuxContainedProcess(pid_t process, FileDescriptor handle, FileDescriptor socket, FileDescriptor output)
        : process_(process), handle_(std::move(handle)), channel_(std::move(socket), std::move(output)) {}
    ~LinuxContainedProcess() override { kill(); }

    ByteChannel& channel() override { return channel_; }

    Ending wait(std::chrono::milliseconds patience) override {
        pollfd watched{handle_.get(), POLLIN, 0};
        ::poll(&watched, 1, static_cast<int>(patience.count()));
        const std::scoped_lock lock(reaping_);
        return collect(WNOHANG);
    }

    void kill() override {
        const std::scoped_lock lock(reaping_);
        if (!ending_.running) {
            return;
        }
        // Until it is collected its number belongs to nobody else, so neither does the group's.
        ::kill(-process_, SIGKILL);
        ::syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
        static_cast<void>(collect(0));
    }

    std::string takeOutput() override {
        channel_.drainAside();
        return channel_.takeAside();
    }

    long processId() const override { return process_; }

private:
    Ending collect(int options) {
        if (!ending_.running) {
            return ending_;
        }
        siginfo_t info{};
        int got = 0;
        do { // looked at first: what it started must go while its number still names the group
            got = ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOWAIT | options);
        } while (got != 0 && errno == EINTR);
        if (got != 0 || info.si_pid != process_) {
            return ending_;
        }
        ::kill(-process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
        ending_ = {false, info.si_code != CLD_EXITED, info.si_status};
        return ending_;
    }

    const pid_t process_;
    FileDescriptor handle_;
    SocketChannel channel_;
    std::mutex reaping_;
    Ending ending_;
};

} // namespace

Result<std::unique_ptr<ContainedProcess>> startContained(const std::vector<std::string>& arguments,
                                                         const std::vector<std::string>& keep) {
    auto pair = makeSocketPair();
    if (!pair) {
        return pair.error();
    }
    auto [ours, theirs] = std::move(pair).value();
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return posixError(errno, "program_not_started", arguments.front());
    }
    FileDescriptor outputRead(ends[0]);
    const FileDescriptor outputWrite(ends[1]);
    Launch wanted;
    wanted.arguments = arguments;
    wanted.environment = environment(keep);
    wanted.output = outputWrite.get();
    wanted.channel = theirs.get();
    const auto process = launch(wanted);
    if (!process) {
        return process.error();
    }
    FileDescriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, process.value(), 0)));
    if (!handle.valid()) {
        const Error error = posixError(errno, "program_not_started", arguments.front());
        ::kill(-process.value(), SIGKILL); // ours, and not collected yet
        ::waitpid(process.value(), nullptr, 0);
        return error;
    }
    return std::unique_ptr<ContainedProcess>(std::make_unique<LinuxContainedProcess>(
        process.value(), std::move(handle), std::move(ours), std::move(outputRead)));
}

} // namespace reseal::platform
