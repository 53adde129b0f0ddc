// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/linux/socket_channel.hpp"

#include "agent/platform/linux/posix_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace reseal::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kAsideKept = 8192;

std::optional<Clock::time_point> endOf(Patience patience) {
    return patience ? std::optional(Clock::now() + *patience) : std::nullopt;
}

// Milliseconds for poll(); -1: for ever. Rounded up, so that it never spins.
int leftUntil(const std::optional<Clock::time_point>& end) {
    if (!end) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

Error timedOut() { return {Category::failed, "timed_out", "nothing came in time"}; }
Error closed() { return {Category::failed, "closed", "the other side is gone"}; }

} // namespace

Result<std::pair<FileDescriptor, FileDescriptor>> makeSocketPair() {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        return posixError(errno, "no_channel", "");
    }
    return std::pair(FileDescriptor(ends[0]), FileDescriptor(ends[1]));
}

SocketChannel::SocketChannel(FileDescriptor socket, FileDescriptor aside)
    : socket_(std::move(socket)), aside_(std::move(aside)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Result<std::size_t> SocketChannel::read(std::span<std::uint8_t> into, Patience patience) {
    const auto end = endOf(patience);
    for (;;) {
        std::array<pollfd, 3> watched{pollfd{socket_.get(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0},
                                      pollfd{aside_.get(), POLLIN, 0}};
        const int ready = ::poll(watched.data(), aside_.valid() ? 3 : 2, leftUntil(end));
        if (ready == 0) {
            return timedOut();
        }
        if (ready > 0 && (watched[1].revents & POLLIN) != 0) {
            eventfd_t count = 0;
            ::eventfd_read(wake_.get(), &count);
            return Error{Category::failed, "interrupted", "interrupted"};
        }
        if (ready > 0 && watched[0].revents != 0) {
            const ssize_t got = ::recv(socket_.get(), into.data(), into.size(), 0);
            if (got >= 0) {
                return static_cast<std::size_t>(got);
            }
            if (errno == ECONNRESET) {
                return std::size_t{0};
            }
            if (errno != EAGAIN && errno != EINTR) {
                return posixError(errno, "closed", "");
            }
        }
        if (ready > 0 && watched[2].revents != 0) {
            drainAside();
            if (leftUntil(end) == 0) { // a child that never stops printing
                return timedOut();
            }
        }
    }
}

Status SocketChannel::write(ByteView bytes, Patience patience) {
    const auto end = endOf(patience);
    const std::scoped_lock lock(writing_);
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) {
            return errno == EPIPE || errno == ECONNRESET ? closed() : posixError(errno, "closed", "");
        }
        pollfd watched{socket_.get(), POLLOUT, 0};
        if (::poll(&watched, 1, leftUntil(end)) == 0) {
            return timedOut();
        }
    }
    return {};
}

void SocketChannel::interrupt() { ::eventfd_write(wake_.get(), 1); }

void SocketChannel::drainAside() {
    std::array<char, 4096> piece{};
    while (aside_.valid()) {
        const ssize_t got = ::read(aside_.get(), piece.data(), piece.size());
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            aside_.reset(); // poll() passes over it from now on
            return;
        }
        if (got < 0) {
            return;
        }
        const std::scoped_lock lock(asideGuard_);
        gathered_.append(piece.data(), static_cast<std::size_t>(got));
        if (gathered_.size() > kAsideKept) {
            gathered_.erase(0, gathered_.size() - kAsideKept);
        }
        if (static_cast<std::size_t>(got) < piece.size()) {
            return; // a child that never stops printing must not keep the reader here
        }
    }
}

std::string SocketChannel::takeAside() {
    const std::scoped_lock lock(asideGuard_);
    return std::exchange(gathered_, {});
}

std::unique_ptr<ByteChannel> inheritedChannel() {
    constexpr int kInherited = 3; // where startContained() puts it
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(kInherited, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) {
        return nullptr;
    }
    ::fcntl(kInherited, F_SETFD, FD_CLOEXEC);
    ::fcntl(kInherited, F_SETFL, O_NONBLOCK);
    return std::make_unique<SocketChannel>(FileDescriptor(kInherited), FileDescriptor());
}

} // namespace reseal::platform
