// SPDX-License-Identifier: Apache-2.0
#include "agent/base/password_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace reseal {
namespace {

std::string problem(std::string_view password) { return problemOf(PasswordRules::kazakh, password); }

TEST(PasswordRules, none_takeAnything) { EXPECT_STREQ(problemOf(PasswordRules::none, "1"), ""); }

TEST(PasswordRules, kazakh_goodPassword_isTaken) { EXPECT_EQ(problem("Alatau-2027"), ""); }

TEST(PasswordRules, kazakh_length_isOfCharactersFrom8To32) {
    EXPECT_NE(problem("Abcdef1"), "");
    EXPECT_EQ(problem("Abcdefg1"), "");
    EXPECT_EQ(problem("Aa1" + std::string(29, 'x')), "");
    EXPECT_NE(problem("Aa1" + std::string(30, 'x')), "");
    EXPECT_EQ(problem("Aa1\u04D9\u04D9\u04D9\u04D9\u04D9"), "");
    EXPECT_NE(problem("Aa1\u04D9\u04D9\u04D9\u04D9"), "");
}

TEST(PasswordRules, kazakh_eachKindOfCharacter_isNeeded) {
    EXPECT_NE(problem("alatau-2027"), "");
    EXPECT_NE(problem("ALATAU-2027"), "");
    EXPECT_NE(problem("Alatau-mountain"), "");
}

TEST(PasswordRules, kazakh_wellKnownDigits_areRefused) { EXPECT_NE(problem("Alatau-123456"), ""); }

TEST(PasswordRules, text_saysTheRulesOnlyWhereThereAreAny) {
    EXPECT_STREQ(textOf(PasswordRules::none), "");
    EXPECT_STRNE(textOf(PasswordRules::kazakh), "");
}

} // namespace
} // namespace reseal
