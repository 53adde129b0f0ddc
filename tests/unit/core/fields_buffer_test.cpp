// SPDX-License-Identifier: Apache-2.0
#include "agent/core/fields_buffer.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

std::string built(Fields fields) {
    const auto buffer = buildFieldsBuffer(std::move(fields));
    return buffer ? buffer.value() : buffer.error().reason;
}

TEST(FieldsBuffer, sortsByBytesAndEndsWithoutALineBreak) {
    EXPECT_EQ(built({{"b", "2"}, {"Z", "0"}, {"a", "1"}, {"ab", ""}, {"я", "я"}}), "Z=0\na=1\nab=\nb=2\nя=я");
}
TEST(FieldsBuffer, keepsValuesAsTheyAre) { EXPECT_EQ(built({{"a", " x = y "}}), "a= x = y "); }
TEST(FieldsBuffer, aLineBreakInAValue_isRefused) { EXPECT_EQ(built({{"a", "1\nb=2"}}), "fields_unfit"); }
TEST(FieldsBuffer, anEqualsSignInAKey_isRefused) { EXPECT_EQ(built({{"a=b", "1"}}), "fields_unfit"); }
TEST(FieldsBuffer, aFieldThatStandsTwice_isRefused) { EXPECT_EQ(built({{"a", "1"}, {"a", "2"}}), "fields_unfit"); }
TEST(FieldsBuffer, noFields_areRefused) { EXPECT_EQ(built({}), "fields_unfit"); }

} // namespace
} // namespace reseal::core
