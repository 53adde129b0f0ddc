// SPDX-License-Identifier: Apache-2.0
#include "plugins/token_vpnkey/src/pins.hpp"

#include <gtest/gtest.h>

namespace token_vpnkey {
namespace {

const Bytes kSum(32, 0xAB);

TEST(Pins, entriesWrittenHere_areReadBack) {
    const auto pins = readPins(pinOf("GFZ0tcwv", kSum) + "; " + pinOf("b", Bytes(32, 1)) + ";");
    ASSERT_TRUE(pins);
    EXPECT_EQ(pins->size(), 2u);
    EXPECT_EQ(pins->at("GFZ0tcwv"), kSum);
}
TEST(Pins, upperCaseHex_isTheSame) { EXPECT_EQ(readPins("a=" + std::string(64, 'A'))->at("a"), Bytes(32, 0xAA)); }
TEST(Pins, shorterHash_isRefused) { EXPECT_FALSE(readPins("a=" + std::string(40, 'a'))); }
TEST(Pins, hashThatIsNoHex_isRefused) { EXPECT_FALSE(readPins("a=" + std::string(64, 'g'))); }
TEST(Pins, sameIdTwice_isRefused) { EXPECT_FALSE(readPins(pinOf("a", kSum) + ";" + pinOf("a", Bytes(32, 1)))); }
TEST(Pins, entryWithoutAnId_isRefused) { EXPECT_FALSE(readPins("=" + std::string(64, 'a'))); }

} // namespace
} // namespace token_vpnkey
