// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/wire/frame.hpp"

#include "agent/plugins/wire/octets.hpp"

namespace reseal::wire {
namespace {

constexpr std::size_t kSizeField = 4;
constexpr std::size_t kHead = 5; // kind and call, counted by the size field

bool known(std::uint8_t kind) {
    return kind >= static_cast<std::uint8_t>(Kind::hello) && kind <= static_cast<std::uint8_t>(Kind::bye);
}

} // namespace

void appendFrame(Bytes& out, Kind kind, std::uint32_t call, ByteView body) {
    OctetWriter writer(out);
    writer.u32(static_cast<std::uint32_t>(kHead + body.size()));
    writer.u8(static_cast<std::uint8_t>(kind));
    writer.u32(call);
    writer.raw(body);
}

void FrameReader::feed(ByteView bytes) {
    if (begin_ > 0) {
        wipe(buffer_.data(), begin_);
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
    }
    if (buffer_.capacity() < buffer_.size() + bytes.size()) { // growing would leave an unwiped copy behind
        Bytes larger;
        larger.reserve(2 * (buffer_.size() + bytes.size()));
        larger.assign(buffer_.begin(), buffer_.end());
        wipe(buffer_.data(), buffer_.size());
        buffer_ = std::move(larger);
    }
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<Frame> FrameReader::next() {
    OctetReader reader(ByteView(buffer_).subspan(begin_));
    const std::uint32_t size = reader.u32();
    if (broken_ || !reader.whole()) {
        return std::nullopt;
    }
    if (size < kHead || size > kHead + kMaxFrame) {
        broken_ = true;
        return std::nullopt;
    }
    if (reader.left() < size) {
        return std::nullopt;
    }
    const std::uint8_t kind = reader.u8();
    const std::uint32_t call = reader.u32();
    const ByteView body = reader.raw(size - kHead);
    if (!known(kind)) {
        broken_ = true;
        return std::nullopt;
    }
    begin_ += kSizeField + size;
    return Frame{static_cast<Kind>(kind), call, body};
}

} // namespace reseal::wire
