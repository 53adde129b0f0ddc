// SPDX-License-Identifier: Apache-2.0
// A ByteChannel over one end of a socket pair, and optionally a second descriptor whose bytes are gathered on the side.
#pragma once

#include "agent/platform/byte_channel.hpp"
#include "agent/platform/linux/file_descriptor.hpp"

#include <mutex>
#include <string>

namespace reseal::platform {

// Calls that are not finished by a signal handler's run.
[[nodiscard]] Result<std::pair<FileDescriptor, FileDescriptor>> makeSocketPair();

class SocketChannel final : public ByteChannel {
public:
    // `aside` may be invalid. Precondition: `socket` is non-blocking.
    SocketChannel(FileDescriptor socket, FileDescriptor aside);

    Result<std::size_t> read(std::span<std::uint8_t> into, Patience patience) override;
    Status write(ByteView bytes, Patience patience) override;
    void interrupt() override;

    [[nodiscard]] std::string takeAside();
    void drainAside(); // what is there already, without waiting

private:
    FileDescriptor socket_;
    FileDescriptor aside_;
    FileDescriptor wake_;
    std::mutex writing_;
    std::mutex asideGuard_;
    std::string gathered_;
};

} // namespace reseal::platform
