// SPDX-License-Identifier: Apache-2.0
// The asking end of the local channel: plain blocking calls on the caller's thread.
#include "agent/platform/local_channel.hpp"

#include "agent/platform/linux/posix_error.hpp"
#include "agent/platform/linux/profile_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <sys/time.h>

namespace reseal::platform {
namespace {

constexpr std::size_t kChunk = 64 * 1024;

Error engineLost(const std::string& folder) {
    return {Category::failed, "engine_lost", N_("the running Reseal went away before it answered"), folder};
}

void boundSending(int socket, int milliseconds) {
    const timeval limit{milliseconds / 1000, static_cast<suseconds_t>(milliseconds % 1000) * 1000};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Result<FileDescriptor> connectTo(const std::string& folder, int timeoutMs) {
    auto place = SocketFolder::open(folder);
    if (!place) {
        Error error = place.error();
        if (error.category == Category::notFound) {
            error.reason = "no_engine"; // no profile, so nobody runs on it
        }
        return error;
    }
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket.valid()) {
        return posixError(errno, "channel_failed", folder);
    }
    boundSending(socket.get(), std::max(1, timeoutMs)); // bounds connect() too: a full queue makes it wait
    int outcome = 0;
    do {
        outcome = ::connect(socket.get(), place.value().address(), SocketFolder::addressSize());
    } while (outcome != 0 && errno == EINTR);
    if (outcome != 0) {
        switch (errno) {
        case ENOENT:
        case ECONNREFUSED:
            return Error{Category::notFound, "no_engine", N_("no Reseal is running on this profile"), folder};
        case EAGAIN:
        case EINPROGRESS:
            return Error{Category::failed, "engine_busy", N_("the running Reseal does not answer"), folder};
        default:
            return posixError(errno, "channel_failed", folder);
        }
    }
    boundSending(socket.get(), 0);
    if (peerUser(socket.get()) != ::geteuid()) {
        return Error{Category::refused, "foreign_engine", N_("another user answers in this profile"), folder};
    }
    return socket;
}

bool sendAll(int socket, const void* data, std::size_t size) {
    const auto* next = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t sent = ::send(socket, next, size, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        next += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receiveAll(int socket, void* data, std::size_t size) {
    auto* next = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t got = ::recv(socket, next, size, 0);
        if (got <= 0) {
            if (got < 0 && errno == EINTR) {
                continue;
            }
            return false;
        }
        next += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace

Result<std::string> askInProfile(const std::string& folder, const std::string& request, int connectTimeoutMs) {
    if (request.size() > kMaxFrame) {
        return Error{Category::usage, "request_too_large", N_("the request is too large"), folder};
    }
    auto connected = connectTo(folder, connectTimeoutMs);
    if (!connected) {
        return connected.error();
    }
    const int socket = connected.value().get();
    FrameHeader header = frameHeader(request.size());
    if (!sendAll(socket, header.data(), header.size()) || !sendAll(socket, request.data(), request.size()) ||
        !receiveAll(socket, header.data(), header.size())) {
        return engineLost(folder);
    }
    const std::size_t length = frameLength(header);
    if (length > kMaxFrame) {
        return Error{Category::damaged, "bad_answer", N_("the answer of the running Reseal makes no sense"), folder};
    }
    std::string answer;
    while (answer.size() < length) { // grows with what really comes
        const std::size_t filled = answer.size();
        answer.resize(std::min(length, filled + kChunk));
        if (!receiveAll(socket, answer.data() + filled, answer.size() - filled)) {
            return engineLost(folder);
        }
    }
    return answer;
}

} // namespace reseal::platform
