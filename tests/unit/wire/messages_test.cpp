// SPDX-License-Identifier: Apache-2.0
// Messages come back as they went, damaged ones not at all, and the greeting stays readable for every later version.
#include "agent/plugins/wire/messages.hpp"

#include <gtest/gtest.h>

namespace reseal::wire {
namespace {

Id idOf(std::uint8_t first) {
    Id id{};
    id[0] = first;
    return id;
}

TEST(Messages, hello_comesBack) {
    const auto hello = Hello::read(Hello{1, 3, "0.1", {"reseal.ca/1"}}.write());
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->newest, 3U);
    EXPECT_EQ(hello->extensions, std::vector<std::string>{"reseal.ca/1"});
}
TEST(Messages, helloOfALaterVersion_withMoreFields_isRead) {
    Bytes body = Hello{2, 4, "9.0", {}}.write();
    body.insert(body.end(), {1, 2, 3});
    ASSERT_TRUE(Hello::read(body));
    EXPECT_EQ(Hello::read(body)->oldest, 2U);
}
TEST(Messages, refuseOfALaterVersion_withMoreFields_isRead) {
    Bytes body = Refuse{Refusal::unsupportedWire, "why"}.write();
    body.push_back(9);
    ASSERT_TRUE(Refuse::read(body));
    EXPECT_EQ(Refuse::read(body)->text, "why");
}
TEST(Messages, helloWithEndlessList_isDamaged) {
    Bytes body = Hello{1, 1, "", {}}.write();
    body[12] = 0xFF; // of the count
    EXPECT_FALSE(Hello::read(body));
}
TEST(Messages, start_comesBack) {
    const auto start = Start::read(Start{"file", "/m.so", 1U, ~0ULL, kMayFiles, 512}.write());
    ASSERT_TRUE(start);
    EXPECT_EQ(start->inode, ~0ULL);
    EXPECT_EQ(start->memoryMegabytes, 512U);
}
TEST(Messages, callHead_comesBack) {
    const auto head = CallHead::read(CallHead{3, idOf(1), idOf(2), 5000}.write());
    ASSERT_TRUE(head);
    EXPECT_EQ(head->operation, idOf(2));
    EXPECT_EQ(head->deadlineMs, 5000U);
}
TEST(Messages, callHeadCutOff_isDamaged) {
    Bytes body = CallHead{3, idOf(1), idOf(2), 5000}.write();
    body.pop_back();
    EXPECT_FALSE(CallHead::read(body));
}
TEST(Messages, negativeStatus_comesBack) { EXPECT_EQ(readStatus(writeStatus(-9)), -9); }
// Version 1 for ever: a change here needs a new wire version.
TEST(Messages, bytesOfACall_areThoseOfVersionOne) {
    EXPECT_EQ(toHex(CallHead{2, idOf(0xAA), idOf(0xBB), 1}.write()),
              "0200aa000000000000000000000000000000bb00000000000000000000000000000001000000");
}

} // namespace
} // namespace reseal::wire
