// SPDX-License-Identifier: Apache-2.0
// Address, frames and peer of the profile's socket.
#include "agent/platform/linux/profile_socket.hpp"

#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/socket.h>

namespace reseal::platform {

FrameHeader frameHeader(std::size_t length) {
    FrameHeader header{};
    for (std::size_t i = 0; i < header.size(); ++i) {
        header[i] = static_cast<std::uint8_t>(length >> (8 * i));
    }
    return header;
}

std::size_t frameLength(const FrameHeader& header) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
        length |= static_cast<std::size_t>(header[i]) << (8 * i);
    }
    return length;
}

Result<SocketFolder> SocketFolder::open(const std::string& folder) {
    SocketFolder result;
    result.folder_ = FileDescriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!result.folder_.valid()) {
        return posixError(errno, "profile_unusable", folder);
    }
    result.address_.sun_family = AF_UNIX;
    std::snprintf(result.address_.sun_path, sizeof result.address_.sun_path, "/proc/self/fd/%d/%s",
                  result.folder_.get(), kSocketName);
    return result;
}

void SocketFolder::removeSocket() const { ::unlinkat(folder_.get(), kSocketName, 0); }

std::optional<uid_t> peerUser(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
        return std::nullopt;
    }
    return peer.uid;
}

} // namespace reseal::platform
