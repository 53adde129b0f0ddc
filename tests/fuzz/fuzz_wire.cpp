// SPDX-License-Identifier: Apache-2.0
// Both ends of the wire: the stream is fed in two pieces, and every reader gets every body.
#include "agent/plugins/supervision/service_desk.hpp"
#include "agent/plugins/wire/frame.hpp"
#include "agent/plugins/wire/messages.hpp"

#include <cstdlib>

namespace {

using namespace reseal;

void readAll(const wire::Frame& frame, plugins::ServiceDesk& desk) {
    static_cast<void>(wire::Hello::read(frame.body));
    static_cast<void>(wire::Refuse::read(frame.body));
    static_cast<void>(wire::Start::read(frame.body));
    static_cast<void>(wire::Ready::read(frame.body));
    static_cast<void>(wire::CallHead::read(frame.body));
    static_cast<void>(wire::Note::read(frame.body));
    static_cast<void>(wire::Progress::read(frame.body));
    static_cast<void>(wire::readStatus(frame.body));
    static_cast<void>(wire::readId(frame.body));
    if (!desk.take(frame)) {
        desk.clear();
    }
    if (const auto item = wire::readItem(frame.body)) {
        Bytes again;
        wire::appendItem(again, *item);
        if (wire::readItem(again) != item) {
            std::abort();
        }
        if (wire::examine(*item) == RESEAL_OK && item->type == RESEAL_TYPE_TEXT && !wire::isUtf8(item->text())) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    wire::FrameReader reader;
    plugins::ServiceDesk desk;
    const ByteView all(data, size);
    for (const ByteView piece : {all.first(size / 2), all.subspan(size / 2)}) {
        reader.feed(piece);
        while (const auto frame = reader.next()) {
            readAll(*frame, desk);
        }
    }
    return 0;
}
