// SPDX-License-Identifier: Apache-2.0
#include "agent/base/cancellation.hpp"

#include <gtest/gtest.h>

namespace reseal {
namespace {

TEST(CancellationTest, Copy_cancelled_allOfThem) {
    const Cancellation one;
    const Cancellation other = one;
    EXPECT_FALSE(one.cancelled());
    other.cancel();
    EXPECT_TRUE(one.cancelled());
    EXPECT_FALSE(Cancellation().cancelled());
}

TEST(CancellationTest, Watch_wokenOnce_atOnceWhereItIsLate) {
    const Cancellation cancellation;
    int early = 0;
    int late = 0;
    int gone = 0;
    {
        const Cancellation::Watch watch(cancellation, [&] { ++gone; });
    }
    const Cancellation::Watch first(cancellation, [&] { ++early; });
    cancellation.cancel();
    cancellation.cancel();
    const Cancellation::Watch second(cancellation, [&] { ++late; });
    EXPECT_EQ(early, 1);
    EXPECT_EQ(late, 1);
    EXPECT_EQ(gone, 0);
}

} // namespace
} // namespace reseal
