// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_reader.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

Bytes nested(std::size_t levels, const Bytes& opening) {
    Bytes data;
    for (std::size_t i = 0; i < levels; ++i) {
        data.insert(data.end(), opening.begin(), opening.end());
    }
    return data;
}

TEST(DerReader_definiteLength, givesContent) {
    const Bytes data = {0x04, 0x02, 0xAA, 0xBB};
    EXPECT_EQ(toHex(DerReader(data).next()->content), "aabb");
}

TEST(DerReader_longLength, givesContent) {
    Bytes data = {0x04, 0x81, 0x80};
    data.resize(3 + 0x80);
    EXPECT_EQ(DerReader(data).next()->content.size(), 0x80U);
}

TEST(DerReader_indefiniteLengthInBer, givesContentWithoutItsEnd) {
    const Bytes data = {0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00};
    EXPECT_EQ(toHex(DerReader(data, Encoding::ber).next()->content), "020105");
}

TEST(DerReader_indefiniteInsideIndefinite, givesTheWholeOuterElement) {
    const Bytes data = {0x30, 0x80, 0x30, 0x80, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF};
    EXPECT_EQ(DerReader(data, Encoding::ber).next()->whole.size(), 10U);
}

TEST(DerReader_indefiniteLengthInDer, isRefused) {
    const Bytes data = {0x30, 0x80, 0x00, 0x00};
    EXPECT_FALSE(DerReader(data).next());
}

TEST(DerReader_paddedLengthInDer, isRefused) {
    const Bytes data = {0x04, 0x81, 0x01, 0xAA};
    EXPECT_FALSE(DerReader(data).next());
}

TEST(DerReader_paddedLengthInBer, isRead) {
    const Bytes data = {0x04, 0x81, 0x01, 0xAA};
    EXPECT_TRUE(DerReader(data, Encoding::ber).next());
}

TEST(DerReader_indefinitePrimitive, isRefused) {
    const Bytes data = {0x04, 0x80, 0x00, 0x00};
    EXPECT_FALSE(DerReader(data, Encoding::ber).next());
}

TEST(DerReader_lengthBeyondData, isCutOff) {
    const Bytes data = {0x04, 0x05, 0xAA};
    DerReader reader(data);
    static_cast<void>(reader.next());
    EXPECT_TRUE(reader.cutOff());
}

TEST(DerReader_hugeLength, isNotRead) {
    const Bytes data = {0x04, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xAA};
    EXPECT_FALSE(DerReader(data).next());
}

TEST(DerReader_unfinishedHighTag, isCutOff) {
    const Bytes data = {0x1F, 0x81};
    DerReader reader(data);
    static_cast<void>(reader.next());
    EXPECT_TRUE(reader.cutOff());
}

TEST(DerReader_otherTag, leavesReaderInPlace) {
    const Bytes data = {0x04, 0x00};
    DerReader reader(data);
    static_cast<void>(reader.next(kTagInteger));
    EXPECT_TRUE(reader.next(kTagOctetString));
}

TEST(DerReader_enterOfMissingElement, givesFailedReader) {
    const Bytes data = {0x04, 0x00};
    DerReader reader(data);
    EXPECT_TRUE(reader.enter(kTagSequence).failed());
}

TEST(DerReader_indefiniteNestingAtLimit, isRead) {
    Bytes data = nested(DerReader::kMaxDepth, {0x30, 0x80});
    data.resize(data.size() + 2 * DerReader::kMaxDepth);
    EXPECT_TRUE(DerReader(data, Encoding::ber).next());
}

TEST(DerReader_indefiniteNestingBeyondLimit, isRefused) {
    Bytes data = nested(DerReader::kMaxDepth + 1, {0x30, 0x80});
    data.resize(data.size() + 2 * (DerReader::kMaxDepth + 1));
    EXPECT_FALSE(DerReader(data, Encoding::ber).next());
}

TEST(DerReader_endWithContent, isRefused) {
    const Bytes data = {0x30, 0x80, 0x00, 0x01, 0xAA, 0x00, 0x00};
    EXPECT_FALSE(DerReader(data, Encoding::ber).next());
}

TEST(DerReader_noData, isAtEnd) { EXPECT_TRUE(DerReader(ByteView{}).atEnd()); }

} // namespace
} // namespace reseal::crypto
