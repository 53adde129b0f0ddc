// SPDX-License-Identifier: Apache-2.0
// Frames over a ByteChannel. One thread receives at a time; any thread sends.
#pragma once

#include "agent/platform/byte_channel.hpp"
#include "agent/plugins/wire/frame.hpp"
#include "agent/plugins/wire/item.hpp"

#include <array>

namespace reseal::wire {

class Connection {
public:
    explicit Connection(platform::ByteChannel& channel) : channel_(channel) {}

    // The next frame; its body is borrowed until the next call. Reasons: "closed" (the other side is gone),
    // "broken_frame" (no conversation is possible any more), "timed_out", "interrupted".
    [[nodiscard]] Result<Frame> receive(platform::Patience patience);
    [[nodiscard]] Status send(Kind kind, std::uint32_t call, ByteView body, platform::Patience patience = {});
    // Several frames at once, made with appendFrame().
    [[nodiscard]] Status sendRaw(ByteView frames, platform::Patience patience = {}) {
        return channel_.write(frames, patience);
    }
    void interrupt() { channel_.interrupt(); }

private:
    platform::ByteChannel& channel_;
    FrameReader reader_;
    std::array<std::uint8_t, 65536> piece_{};
};

// Frames of a kind, one per item.
void appendItems(Bytes& out, Kind kind, std::uint32_t call, const Items& items);

} // namespace reseal::wire
