// SPDX-License-Identifier: Apache-2.0
// What goes along with a call to a token plugin.
#include "agent/app/token_call_parts.hpp"

#include <gtest/gtest.h>

namespace reseal::app {
namespace {

TEST(TokenCallParts, ChanceForANewKey_isASecretAndAnotherEachTime) {
    std::vector<std::string> seen;
    for (int i = 0; i < 2; ++i) {
        const wire::Items params = generateParams("t", "reseal-1", "rsa-2048", {});
        const wire::Item* const chance = wire::find(params, RESEAL_KEY_CHANCE);
        ASSERT_NE(chance, nullptr);
        EXPECT_TRUE(chance->secret());
        EXPECT_EQ(chance->value.size(), 64U);
        seen.emplace_back(chance->text());
    }
    EXPECT_NE(seen[0], seen[1]);
}

} // namespace
} // namespace reseal::app
