// SPDX-License-Identifier: Apache-2.0
// When failures are tried again.
#include "agent/enrolment/back_off.hpp"

#include <gtest/gtest.h>

namespace reseal::enrolment {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{std::chrono::seconds(1'800'000'000)};

TEST(BackOff, first_failure_waits_a_minute) { EXPECT_EQ(nextTry(kNow, 1, 0), kNow + 60s); }

TEST(BackOff, it_doubles_up_to_four_hours) {
    EXPECT_EQ(nextTry(kNow, 3, 0), kNow + 240s);
    EXPECT_EQ(nextTry(kNow, 50, 0), kNow + 4h);
}

TEST(BackOff, chance_makes_it_up_to_a_fifth_longer) {
    EXPECT_EQ(nextTry(kNow, 1, 12), kNow + 72s);
    EXPECT_EQ(nextTry(kNow, 1, 13), kNow + 60s);
}

TEST(BackOff, the_time_that_the_ca_named_is_kept) { EXPECT_EQ(nextTry(kNow, 1, 0, 600s), kNow + 600s); }

TEST(BackOff, a_shorter_named_time_does_not_make_it_hasty) { EXPECT_EQ(nextTry(kNow, 4, 0, 1s), kNow + 480s); }

TEST(BackOff, a_named_time_past_all_reason_is_bounded) {
    EXPECT_LE(nextTry(kNow, 1, 0, std::chrono::days(4000)), kNow + std::chrono::days(30));
}

} // namespace
} // namespace reseal::enrolment
