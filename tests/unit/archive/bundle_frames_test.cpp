// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/bundle_frames.hpp"

#include <gtest/gtest.h>

namespace reseal::archive {
namespace {

Bytes segmentOf(int frames) {
    Bytes segment;
    for (int i = 0; i < frames; ++i) {
        appendFrame(segment, FrameKind::entry, Bytes(20, static_cast<std::uint8_t>(i)));
    }
    appendFrame(segment, FrameKind::end, asBytes(std::to_string(frames)));
    return segment;
}

TEST(BundleFrames, wholeSegment_isReadBack) {
    const auto read = readSegment(segmentOf(3));
    EXPECT_TRUE(read.whole);
    EXPECT_EQ(read.frames.at(2).body, Bytes(20, 2));
}
TEST(BundleFrames, anyFlippedBit_costsOneFrame) {
    const Bytes good = segmentOf(3);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes bad = good;
        bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        const auto read = readSegment(bad);
        EXPECT_FALSE(read.whole) << bit;
        EXPECT_EQ(read.frames.size(), 3U) << bit;
    }
}
TEST(BundleFrames, cutOffSegment_isNotWhole) {
    const Bytes good = segmentOf(3);
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(readSegment(ByteView(good).first(size)).whole) << size;
    }
}
TEST(BundleFrames, missingFrame_isNoticed) {
    Bytes segment;
    appendFrame(segment, FrameKind::entry, Bytes(20, 1));
    appendFrame(segment, FrameKind::end, asBytes("2"));
    EXPECT_FALSE(readSegment(segment).whole);
}
TEST(BundleFrames, head_isReadBack) {
    core::VaultSlot slot;
    slot.kind = core::SlotKind::recovery;
    slot.salt = "0123456789abcdef";
    slot.wrapped = {1, 2, 3};
    const auto head = decodeHead(encodeHead({{std::string(32, 'a'), 1}, {slot}}));
    ASSERT_TRUE(head);
    EXPECT_EQ(head->slots.at(0).wrapped, slot.wrapped);
}
TEST(BundleFrames, headOfAnotherFormat_isRefused) {
    EXPECT_FALSE(decodeHead(asBytes(R"({"format": 2, "vault": "x", "version": 1, "slots": []})")));
    EXPECT_FALSE(decodeHead(asBytes("nonsense")));
}
TEST(BundleFrames, headWithANumberBeyondItsRange_isRefused) {
    for (const std::string number : {"1e83", "0.5", "4294967296", "-2147483649"}) {
        EXPECT_FALSE(decodeHead(asBytes(R"({"format": 1, "vault": ")" + std::string(32, 'a') + R"(", "version": )" +
                                        number + R"(, "slots": []})")))
            << number;
    }
}

} // namespace
} // namespace reseal::archive
