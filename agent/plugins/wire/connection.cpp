// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/wire/connection.hpp"

namespace reseal::wire {

Result<Frame> Connection::receive(platform::Patience patience) {
    for (;;) {
        if (const auto frame = reader_.next()) {
            return *frame;
        }
        if (reader_.broken()) {
            return Error{Category::damaged, "broken_frame", "the other side sent bytes that make no sense"};
        }
        auto got = channel_.read(piece_, patience);
        if (!got) {
            return got.error();
        }
        if (got.value() == 0) {
            return Error{Category::failed, "closed", "the other side is gone"};
        }
        reader_.feed(ByteView(piece_).first(got.value()));
        wipe(piece_.data(), got.value());
    }
}

Status Connection::send(Kind kind, std::uint32_t call, ByteView body, platform::Patience patience) {
    Bytes frame;
    frame.reserve(body.size() + 16);
    appendFrame(frame, kind, call, body);
    Status sent = channel_.write(frame, patience);
    wipe(frame.data(), frame.size());
    return sent;
}

void appendItems(Bytes& out, Kind kind, std::uint32_t call, const Items& items) {
    for (const Item& item : items) {
        Bytes body;
        body.reserve(item.key.size() + item.value.size() + 32);
        appendItem(body, item);
        appendFrame(out, kind, call, body);
        wipe(body.data(), body.size());
    }
}

} // namespace reseal::wire
