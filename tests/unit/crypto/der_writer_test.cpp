// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_writer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace reseal::crypto {
namespace {

TEST(DerWriter, shortLength_isOneOctet) { EXPECT_EQ(toHex(derOctetString(Bytes{1, 2})), "04020102"); }
TEST(DerWriter, length128_isLongForm) { EXPECT_EQ(toHex(ByteView(derOctetString(Bytes(128))).first(3)), "048180"); }
TEST(DerWriter, length65536_takesThreeOctets) {
    EXPECT_EQ(toHex(ByteView(derOctetString(Bytes(65536))).first(5)), "0483010000");
}
TEST(DerWriter, objectIdentifier_isPacked) { EXPECT_EQ(toHex(derOid("1.2.840.113549")), "06062a864886f70d"); }
TEST(DerWriter, objectIdentifierUnderTwo_isPacked) { EXPECT_EQ(toHex(derOid("2.999.3")), "0603883703"); }
TEST(DerWriter, objectIdentifierOfWords_isRefused) {
    EXPECT_THROW(static_cast<void>(derOid("1.2.x")), std::invalid_argument);
}
TEST(DerWriter, objectIdentifierWithPointAtTheEnd_isRefused) {
    EXPECT_THROW(static_cast<void>(derOid("1.2.")), std::invalid_argument);
}
TEST(DerWriter, integerWithHighBit_isPadded) { EXPECT_EQ(toHex(derInteger(128)), "02020080"); }
TEST(DerWriter, integerZero_hasOneOctet) { EXPECT_EQ(toHex(derInteger(0)), "020100"); }
TEST(DerWriter, unsignedWithLeadingZeros_isTrimmed) { EXPECT_EQ(toHex(derUnsigned(Bytes{0, 0, 5})), "020105"); }
TEST(DerWriter, bitString_countsNoUnusedBits) { EXPECT_EQ(toHex(derBitString(Bytes{7})), "03020007"); }
TEST(DerWriter, sequence_joinsItsParts) { EXPECT_EQ(toHex(derSequence({derInteger(1), derNull()})), "30050201010500"); }

} // namespace
} // namespace reseal::crypto
