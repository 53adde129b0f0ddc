// SPDX-License-Identifier: Apache-2.0
// Frames of the wire: u32 size of what follows | u8 kind | u32 call | body; little-endian. Whatever the other side
// sends is hostile: a frame past the limit or of an unknown kind breaks the connection. Any one thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>
#include <optional>

namespace reseal::wire {

// Any change in bytes raises kNewest. Both sides say what they speak, and can refuse in words, in every version.
constexpr std::uint32_t kOldest = 1;
constexpr std::uint32_t kNewest = 1;

constexpr std::size_t kMaxItem = 1U << 20U;        // value of an item
constexpr std::size_t kMaxFrame = kMaxItem + 4096; // one item with its key
constexpr std::size_t kMaxCall = 16U << 20U;       // all items of a call or reply
constexpr std::size_t kMaxItems = 10000;           // of a call or reply

// Who sends it: A the agent, H the host. `call` numbers the calls of one connection from 1; 0 elsewhere.
enum class Kind : std::uint8_t {
    hello = 1,       // A, H  first frame of both sides
    refuse = 2,      // A, H  last frame: why there will be no conversation
    start = 3,       // A     what to load and what it may do
    ready = 4,       // H     it is loaded: extensions and self-description
    call = 5,        // A     a function of the plugin; its params follow as items
    ack = 6,         // H     the call has been at work for half a second
    item = 7,        // A, H  a param of the call before, or an item of its reply
    go = 8,          // A     the params are complete
    result = 9,      // H     the status; ends the reply
    hostCall = 10,   // H     a service of the agent; its params follow as items
    hostGo = 11,     // H     those params are complete
    hostItem = 12,   // H, A  a param of a service call, or an item of its reply
    hostResult = 13, // A     the status; ends that reply
    note = 14,       // H     a line for the log
    progress = 15,   // H
    cancel = 16,     // A
    ping = 17,       // A     answered at once, even during a call
    pong = 18,       // H
    bye = 19,        // A     destroy, deinit, leave
};

struct Frame {
    Kind kind = Kind::bye;
    std::uint32_t call = 0;
    ByteView body; // borrowed from the reader until its next call
};

void appendFrame(Bytes& out, Kind kind, std::uint32_t call, ByteView body);

// Cuts a stream into frames. What was handed out is wiped: it may have held a secret.
class FrameReader {
public:
    ~FrameReader() { wipe(buffer_.data(), buffer_.size()); }
    void feed(ByteView bytes);
    // The next whole frame, if there is one. After broken() there are no more.
    [[nodiscard]] std::optional<Frame> next();
    [[nodiscard]] bool broken() const { return broken_; }

private:
    Bytes buffer_;
    std::size_t begin_ = 0; // of what was not handed out yet
    bool broken_ = false;
};

} // namespace reseal::wire
