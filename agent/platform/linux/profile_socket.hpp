// SPDX-License-Identifier: Apache-2.0
// The socket <folder>/reseal.sock, which both ends of the local channel open, and its frames: a length (u32, little
// endian), then that many bytes. Any thread.
#pragma once

#include "agent/platform/linux/file_descriptor.hpp"

#include "agent/base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

namespace reseal::platform {

inline constexpr std::size_t kMaxFrame = 64U * 1024 * 1024;
inline constexpr const char* kSocketName = "reseal.sock";

using FrameHeader = std::array<std::uint8_t, 4>;
[[nodiscard]] FrameHeader frameHeader(std::size_t length);
[[nodiscard]] std::size_t frameLength(const FrameHeader& header);

// The folder held open, and the socket's address through it: paths longer than an address holds work too.
class SocketFolder {
public:
    [[nodiscard]] static Result<SocketFolder> open(const std::string& folder);

    [[nodiscard]] const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }
    [[nodiscard]] static socklen_t addressSize() { return sizeof(sockaddr_un); }
    void removeSocket() const;

private:
    SocketFolder() = default;

    FileDescriptor folder_;
    sockaddr_un address_{};
};

// Who is at the other end of a connected socket; nothing where the system does not say.
[[nodiscard]] std::optional<uid_t> peerUser(int socket);

} // namespace reseal::platform
