// SPDX-License-Identifier: Apache-2.0
// One end of the two-way pipe between the agent and a plugin host: a socket pair on Linux, two inherited pipes on
// Windows. Nothing that another program could reach. One thread reads at a time; any thread may write.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace reseal::platform {

using Patience = std::optional<std::chrono::milliseconds>; // none: for ever

class ByteChannel {
public:
    virtual ~ByteChannel() = default;
    // How many bytes came; 0: the other side is gone. Reasons: "timed_out"; "interrupted" by interrupt().
    [[nodiscard]] virtual Result<std::size_t> read(std::span<std::uint8_t> into, Patience patience) = 0;
    // All of it, not mixed with what other threads write. Reasons: "timed_out", "closed".
    [[nodiscard]] virtual Status write(ByteView bytes, Patience patience) = 0;
    // Makes the read() under way, or the next one, return at once. Any thread.
    virtual void interrupt() = 0;
};

// The end that this program was started with. Once per process; nullptr if there is none.
[[nodiscard]] std::unique_ptr<ByteChannel> inheritedChannel();

} // namespace reseal::platform
