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

enum class Transfer { done, silent, lost };

// 0 waits without end.
void bound(int socket, int direction, int milliseconds) {
    const timeval limit{milliseconds / 1000, static_cast<suseconds_t>(milliseconds % 1000) * 1000};
    ::setsockopt(socket, SOL_SOCKET, direction, &limit, sizeof limit);
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
    bound(socket.get(), SO_SNDTIMEO, std::max(1, timeoutMs)); // bounds connect() too: a full queue makes it wait
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
    if (peerUser(socket.get()) != ::geteuid()) {
        return Error{Category::refused, "foreign_engine", N_("another user answers in this profile"), folder};
    }
    return socket;
}

Transfer failed() { return errno == EAGAIN || errno == EWOULDBLOCK ? Transfer::silent : Transfer::lost; }

Transfer sendAll(int socket, const void* data, std::size_t size) {
    const auto* next = static_cast<const char*>(data);
    while (size > 0) {
        const ssize_t sent = ::send(socket, next, size, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed();
        }
        next += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return Transfer::done;
}

Transfer receiveAll(int socket, void* data, std::size_t size) {
    auto* next = static_cast<char*>(data);
    while (size > 0) {
        const ssize_t got = ::recv(socket, next, size, 0);
        if (got == 0) {
            return Transfer::lost;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed();
        }
        next += got;
        size -= static_cast<std::size_t>(got);
    }
    return Transfer::done;
}

Error unanswered(Transfer how, const std::string& folder) {
    if (how == Transfer::silent) {
        return {Category::failed, "engine_silent", N_("Reseal is running but does not answer. End it and try again."),
                folder};
    }
    return {Category::failed, "engine_lost", N_("the running Reseal went away before it answered"), folder};
}

} // namespace

Result<std::string> askInProfile(const std::string& folder, const std::string& request, int connectTimeoutMs,
                                 int answerTimeoutMs) {
    if (request.size() > kMaxFrame) {
        return Error{Category::usage, "request_too_large", N_("the request is too large"), folder};
    }
    auto connected = connectTo(folder, connectTimeoutMs);
    if (!connected) {
        return connected.error();
    }
    const int socket = connected.value().get();
    bound(socket, SO_SNDTIMEO, std::max(0, answerTimeoutMs));
    bound(socket, SO_RCVTIMEO, std::max(0, answerTimeoutMs));
    FrameHeader header = frameHeader(request.size());
    Transfer state = sendAll(socket, header.data(), header.size());
    if (state == Transfer::done) {
        state = sendAll(socket, request.data(), request.size());
    }
    if (state == Transfer::done) {
        state = receiveAll(socket, header.data(), header.size());
    }
    if (state != Transfer::done) {
        return unanswered(state, folder);
    }
    const std::size_t length = frameLength(header);
    if (length > kMaxFrame) {
        return Error{Category::damaged, "bad_answer", N_("the answer of the running Reseal makes no sense"), folder};
    }
    std::string answer;
    while (answer.size() < length) { // grows with what really comes
        const std::size_t filled = answer.size();
        answer.resize(std::min(length, filled + kChunk));
        state = receiveAll(socket, answer.data() + filled, answer.size() - filled);
        if (state != Transfer::done) {
            return unanswered(state, folder);
        }
    }
    return answer;
}

} // namespace reseal::platform
