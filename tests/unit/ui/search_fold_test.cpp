// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/search_fold.hpp"

#include <gtest/gtest.h>

namespace reseal::ui {
namespace {

TEST(SearchFoldTest, Fold_latinRussianKazakh_lowerCase) {
    EXPECT_EQ(foldForSearch("ÀBC Ünal"), "àbc ünal");
    EXPECT_EQ(foldForSearch("ЁЛКА Жёлтый"), "елка желтый");
    EXPECT_EQ(foldForSearch("ӘҒҚҢӨҰҮҺІ"), "әғқңөұүһі");
}

TEST(SearchFoldTest, Fold_brokenUtf8_kept) {
    EXPECT_EQ(foldForSearch("A\xD0"), "a\xD0");
    EXPECT_EQ(foldForSearch("\xE2\x84\x96 5"), "\xE2\x84\x96 5");
}

TEST(SearchFoldTest, Match_everyWordNeeded_inAnyOrder) {
    EXPECT_TRUE(matchesSearch("ivanova anna", "ANNA iva"));
    EXPECT_FALSE(matchesSearch("ivanova anna", "anna petrova"));
    EXPECT_TRUE(matchesSearch("", ""));
}

} // namespace
} // namespace reseal::ui
