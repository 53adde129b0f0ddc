// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/recovery_code.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

std::string reasonOf(const std::string& typed) {
    const auto read = readRecoveryCode(typed);
    return read ? "read" : read.error().reason;
}

TEST(RecoveryCode, typedBackInAnotherSpelling_isTheSame) {
    const Secret code = makeRecoveryCode();
    std::string typed(code.view());
    std::ranges::transform(typed, typed.begin(), [](char c) { return c == '-' ? ' ' : c == '0' ? 'o' : c; });
    EXPECT_EQ(readRecoveryCode(typed).value().view(), readRecoveryCode(code.view()).value().view());
}
TEST(RecoveryCode, twoOfThem_differ) { EXPECT_NE(makeRecoveryCode().view(), makeRecoveryCode().view()); }
TEST(RecoveryCode, eightGroups_areNeeded) {
    const Secret code = makeRecoveryCode();
    EXPECT_EQ(reasonOf(std::string(code.view().substr(0, code.view().size() - 1))), "code_incomplete");
}
TEST(RecoveryCode, anyWrongCharacter_isFound) {
    const Secret code = makeRecoveryCode();
    for (std::size_t i = 0; i < code.view().size(); ++i) {
        std::string typed(code.view());
        if (typed[i] != '-') {
            typed[i] = typed[i] == 'X' ? 'Y' : 'X';
            EXPECT_EQ(reasonOf(typed), "code_mistyped") << i;
        }
    }
}
TEST(RecoveryCode, swappedNeighbours_areFound) {
    const Secret code = makeRecoveryCode();
    for (std::size_t i = 0; i + 1 < code.view().size(); ++i) {
        std::string typed(code.view());
        if (typed[i] != '-' && typed[i + 1] != '-' && typed[i] != typed[i + 1]) {
            std::swap(typed[i], typed[i + 1]);
            EXPECT_EQ(reasonOf(typed), "code_mistyped") << i;
        }
    }
}

} // namespace
} // namespace reseal::crypto
