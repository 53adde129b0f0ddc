// SPDX-License-Identifier: Apache-2.0
// A segment of a backup, as somebody may have left it on a flash drive; its head and entries are read as if they were
// whole, too. What was read is written and read again as the same.
#include "agent/archive/bundle_frames.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace reseal;

void readBody(ByteView body) {
    if (const auto head = archive::decodeHead(body)) {
        const Bytes again = archive::encodeHead(*head);
        const auto same = archive::decodeHead(again);
        if (!same || archive::encodeHead(*same) != again) {
            std::abort();
        }
    }
    if (const auto entry = archive::decodeEntry(body)) {
        const Bytes again = archive::encodeEntry(*entry);
        const auto same = archive::decodeEntry(again);
        if (!same || archive::encodeEntry(*same) != again) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView all(data, size);
    const auto segment = archive::readSegment(all);
    for (const archive::Frame& frame : segment.frames) {
        readBody(frame.body);
    }
    readBody(all);

    Bytes made; // the checks of chance octets never fit: a frame around them
    archive::appendFrame(made, archive::FrameKind::entry, all.first(std::min(size, archive::kMostInFrame)));
    if (archive::readSegment(made).frames.size() != 1) {
        std::abort();
    }
    return 0;
}
