// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/ber_stream.hpp"

#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using test::derElement;
using test::joined;

const Bytes kNumber = {0x02, 0x01, 0x05};
const Bytes kEnd = {0x00, 0x00};

struct Read {
    Bytes content;
    std::string reason = "fine";
};

// The octets of the string inside SEQUENCE { string }, pulled in pieces of `piece`.
Read readInSequence(const Bytes& message, std::size_t piece = SIZE_MAX) {
    MemorySource source(message, piece);
    BerStream stream(source);
    Read result;
    Status done = stream.enter(0x30);
    if (done) {
        done = stream.readString(0x04, [&](ByteView octets) {
            result.content.insert(result.content.end(), octets.begin(), octets.end());
            return Status();
        });
    }
    if (done) {
        done = stream.finish();
    }
    if (!done) {
        result.reason = done.error().reason;
    }
    return result;
}

TEST(BerStream, definiteString_isRead) {
    const auto read = readInSequence(derElement(0x30, derElement(0x04, {1, 2, 3})));
    EXPECT_EQ(read.reason, "fine");
    EXPECT_EQ(read.content, (Bytes{1, 2, 3}));
}

TEST(BerStream, indefiniteNestedSegments_areJoined) {
    const Bytes segments = joined({{0x24, 0x80},
                                   derElement(0x04, {1}),
                                   {0x24, 0x80},
                                   derElement(0x04, {2, 3}),
                                   kEnd,
                                   derElement(0x24, derElement(0x04, {4})),
                                   kEnd});
    const auto read = readInSequence(joined({{0x30, 0x80}, segments, kEnd}));
    EXPECT_EQ(read.reason, "fine");
    EXPECT_EQ(read.content, (Bytes{1, 2, 3, 4}));
}

TEST(BerStream, sourceOfSingleBytes_givesTheSame) {
    const Bytes content(70'000, 7);
    const auto read = readInSequence(derElement(0x30, derElement(0x04, content)), 1);
    EXPECT_EQ(read.reason, "fine");
    EXPECT_EQ(read.content, content);
}

TEST(BerStream, segmentOfAnotherType_isDamaged) {
    EXPECT_EQ(readInSequence(derElement(0x30, derElement(0x24, kNumber))).reason, "message_damaged");
}

TEST(BerStream, everyCut_isCutOff) {
    const Bytes whole = joined({{0x30, 0x80}, derElement(0x24, derElement(0x04, {1, 2, 3})), kEnd});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto read = readInSequence(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
        EXPECT_EQ(read.reason, size == 0 ? "message_damaged" : "message_cut_off") << size;
    }
}

TEST(BerStream, bytesBehindTheEnd_areRefused) {
    EXPECT_EQ(readInSequence(joined({derElement(0x30, derElement(0x04, {1})), {0}})).reason, "trailing_bytes");
}

TEST(BerStream, elementLongerThanItsParent_isDamaged) {
    EXPECT_EQ(readInSequence({0x30, 0x03, 0x04, 0x05, 1, 2, 3, 4, 5}).reason, "message_damaged");
}

TEST(BerStream, endOfContentsInDefiniteParent_isDamaged) {
    EXPECT_EQ(readInSequence({0x30, 0x04, 0x00, 0x00, 0x00, 0x00}).reason, "message_damaged");
}

TEST(BerStream, indefinitePrimitive_isDamaged) {
    EXPECT_EQ(readInSequence({0x30, 0x80, 0x04, 0x80, 0, 0, 0, 0}).reason, "message_damaged");
}

TEST(BerStream, nestingWithoutEnd_isDamaged) {
    Bytes nested = {0x30, 0x80};
    for (int i = 0; i < 1000; ++i) {
        nested.insert(nested.end(), {0x24, 0x80});
    }
    EXPECT_EQ(readInSequence(nested).reason, "message_damaged");
}

TEST(BerStream, lengthOfNineOctets_isDamaged) {
    EXPECT_EQ(readInSequence({0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0}).reason, "message_damaged");
}

TEST(BerStream, take_givesAnElementAsEncoded) {
    const Bytes part = joined({{0xA0, 0x80}, kNumber, derElement(0x30, kNumber), kEnd});
    const Bytes message = joined({{0x30, 0x80}, part, kNumber, kEnd});
    MemorySource source(message, 3);
    BerStream stream(source);
    ASSERT_TRUE(stream.enter(0x30));
    const auto taken = stream.take(100);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken.value(), part);
    EXPECT_EQ(stream.take(100).value(), kNumber);
    EXPECT_FALSE(stream.peek().value());
    EXPECT_TRUE(stream.finish());
}

TEST(BerStream, takeAboveItsLimit_isTooLarge) {
    const Bytes message = derElement(0x04, Bytes(200, 1));
    MemorySource source(message);
    BerStream stream(source);
    const auto taken = stream.take(202);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().reason, "message_too_large");
    EXPECT_FALSE(stream.skip()); // for good
}

TEST(BerStream, leave_skipsTheRest) {
    const Bytes message =
        derElement(0x30, joined({derElement(0x30, joined({kNumber, kNumber})), derElement(0x04, {9})}));
    MemorySource source(message, 2);
    BerStream stream(source);
    ASSERT_TRUE(stream.enter(0x30));
    ASSERT_TRUE(stream.enter(0x30));
    ASSERT_TRUE(stream.leave());
    EXPECT_EQ(stream.peek().value()->tag, 0x04);
}

} // namespace
} // namespace reseal::crypto
