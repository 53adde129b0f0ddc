// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/chance_pool.hpp"

#include <gtest/gtest.h>

namespace reseal::ui {
namespace {

Secret afterMoves(int moves, std::int64_t lateness = 0) {
    ChancePool pool;
    for (int move = 0; move < moves; ++move) {
        pool.add(move, 7, 1'000'000 * move + lateness);
    }
    return pool.take();
}

TEST(ChancePool, two_hundred_movements_fill_it) {
    ChancePool pool;
    EXPECT_EQ(pool.percent(), 0);
    for (int move = 1; move <= 500; ++move) {
        pool.add(move, 0, move);
        EXPECT_EQ(pool.percent(), std::min(move * 100 / 200, 100));
    }
}

TEST(ChancePool, a_hand_that_rests_adds_nothing) {
    ChancePool pool;
    for (int tick = 0; tick < 1000; ++tick) {
        pool.add(5, 5, tick);
    }
    EXPECT_EQ(pool.percent(), 0);
}

TEST(ChancePool, a_nanosecond_in_any_of_the_movements_makes_another_one) {
    const Secret one = afterMoves(40);
    EXPECT_EQ(one.view().size(), 128U);
    EXPECT_EQ(one.view(), afterMoves(40).view());
    EXPECT_NE(one.view(), afterMoves(40, 1).view());
    EXPECT_NE(one.view(), afterMoves(41).view());
}

TEST(ChancePool, what_was_taken_is_gone) {
    ChancePool pool;
    pool.add(1, 2, 3);
    (void)pool.take();
    EXPECT_EQ(pool.percent(), 0);
    EXPECT_EQ(pool.take().view(), std::string(128, '0'));
}

} // namespace
} // namespace reseal::ui
