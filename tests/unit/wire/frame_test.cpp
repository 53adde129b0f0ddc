// SPDX-License-Identifier: Apache-2.0
// Streams are cut into frames however they arrive; what makes no sense ends them.
#include "agent/plugins/wire/frame.hpp"

#include <gtest/gtest.h>

namespace reseal::wire {
namespace {

Bytes framed(Kind kind, std::uint32_t call, std::string_view body) {
    Bytes out;
    appendFrame(out, kind, call, asBytes(body));
    return out;
}

std::string textOf(const Frame& frame) { return {reinterpret_cast<const char*>(frame.body.data()), frame.body.size()}; }

TEST(FrameReader, wholeFrame_isHandedOut) {
    FrameReader reader;
    reader.feed(framed(Kind::item, 7, "body"));
    const auto frame = reader.next();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->kind, Kind::item);
    EXPECT_EQ(frame->call, 7U);
    EXPECT_EQ(textOf(*frame), "body");
}
TEST(FrameReader, byteByByte_givesTheSameFrames) {
    FrameReader reader;
    Bytes stream = framed(Kind::item, 1, "one");
    const Bytes second = framed(Kind::result, 1, "two");
    stream.insert(stream.end(), second.begin(), second.end());
    std::vector<std::string> got;
    for (const std::uint8_t byte : stream) {
        reader.feed(ByteView(&byte, 1));
        while (const auto frame = reader.next()) {
            got.push_back(textOf(*frame));
        }
    }
    EXPECT_EQ(got, (std::vector<std::string>{"one", "two"}));
}
TEST(FrameReader, partOfAFrame_isNothingYet) {
    FrameReader reader;
    Bytes part = framed(Kind::item, 1, "body");
    part.pop_back();
    reader.feed(part);
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.broken());
}
TEST(FrameReader, unknownKind_breaksTheStream) {
    FrameReader reader;
    Bytes frame = framed(Kind::item, 1, "");
    frame[4] = 200;
    reader.feed(frame);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
}
TEST(FrameReader, sizeBelowItsOwnHead_breaksTheStream) {
    FrameReader reader;
    reader.feed(Bytes{4, 0, 0, 0});
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
}
TEST(FrameReader, sizePastTheLimit_breaksTheStreamBeforeItIsGathered) {
    FrameReader reader;
    reader.feed(Bytes{0, 0, 0, 0x7F});
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.broken());
}
// Version 1 for ever: a change here needs a new wire version.
TEST(Frame, bytes_areThoseOfVersionOne) {
    EXPECT_EQ(toHex(framed(Kind::call, 0x01020304, "ab")), "07000000050403020161"
                                                           "62");
}

} // namespace
} // namespace reseal::wire
