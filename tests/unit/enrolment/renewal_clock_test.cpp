// SPDX-License-Identifier: Apache-2.0
// Renewals while the clock is moved and the network is away.
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {
namespace {

using RenewalClockTest = RenewalsTest;

TEST_F(RenewalClockTest, clock_that_was_ahead_and_is_set_back_leaves_no_attempt_far_off) {
    clock_.setNow(kNow + std::chrono::days(365));
    const Renewal row = startedWith({trouble(CaTrouble::later)});
    ASSERT_GT(*row.nextAttempt, kNow + std::chrono::days(365));
    clock_.setNow(kNow);
    ASSERT_TRUE(engine_->nextDue());
    EXPECT_LE(*engine_->nextDue(), kNow);
    ca_.replies.push_back(waitDemand(kNow + 1h));
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
    EXPECT_EQ(*store_.rows.at(row.id).nextAttempt, kNow + 1h);
}

TEST_F(RenewalClockTest, clock_set_back_while_the_ca_works_asks_it_once_and_then_waits) {
    clock_.setNow(kNow + std::chrono::days(30));
    const Renewal row = startedWith({waitDemand(kNow + std::chrono::days(31))});
    clock_.setNow(kNow);
    ca_.replies.push_back(waitDemand(kNow + std::chrono::days(31)));
    engine_->runDue();
    EXPECT_EQ(count("resume"), 1);
    engine_->runDue();
    EXPECT_EQ(count("resume"), 1);
    EXPECT_EQ(*engine_->nextDue(), kNow + std::chrono::days(31));
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
}

TEST_F(RenewalClockTest, clock_kept_right_by_seconds_asks_nobody) {
    const Renewal row = startedWith({waitDemand(kNow + 1h)});
    clock_.setNow(kNow - 30s);
    engine_->runDue();
    EXPECT_EQ(count("resume"), 0);
    EXPECT_EQ(*engine_->nextDue(), kNow + 1h);
    EXPECT_EQ(*store_.rows.at(row.id).nextAttempt, kNow + 1h);
}

TEST_F(RenewalClockTest, offer_of_a_backup_outlasts_a_clock_that_is_set_back) {
    clock_.setNow(kNow + std::chrono::days(365));
    const Renewal row = startedWith({keyDemand(), doneDemand()});
    ASSERT_EQ(row.state, State::offeringBackup);
    clock_.setNow(kNow);
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::offeringBackup);
    EXPECT_GT(*engine_->nextDue(), kNow);
}

TEST_F(RenewalClockTest, two_at_once_while_the_clock_jumps_are_asked_once_each_and_keep_their_replies) {
    ca_.hold = true;
    const std::string one = begun(std::string(64, 'a'));
    const std::string two = begun(std::string(64, 'b'));
    (void)ran(one);
    (void)ran(two);
    clock_.setNow(kNow + std::chrono::days(30)); // both are under way
    ca_.held[1](waitDemand(kNow + std::chrono::days(31)));
    engine_->runDue();
    clock_.setNow(kNow);
    ca_.held[0](waitDemand(kNow + 1h));
    engine_->runDue(); // the second was written down a month from now
    EXPECT_EQ(count("begin"), 2);
    ASSERT_EQ(count("resume"), 1);
    EXPECT_EQ(store_.rows.at(one).state, State::waitingForCa);
    EXPECT_EQ(store_.rows.at(two).state, State::submitting);
    ca_.held[2](waitDemand(kNow + 2h));
    engine_->runDue();
    EXPECT_EQ(count("resume"), 1);
    EXPECT_EQ(store_.rows.at(one).nextAttempt, kNow + 1h);
    EXPECT_EQ(store_.rows.at(two).nextAttempt, kNow + 2h);
    EXPECT_EQ(engine_->nextDue(), kNow + 1h);
}

TEST_F(RenewalClockTest, network_away_for_a_day_is_tried_with_patience_and_begins_once) {
    const Renewal row = startedWith({trouble(CaTrouble::later)});
    int attempts = 1;
    while (clock_.now() < kNow + 24h) {
        const auto next = engine_->nextDue();
        ASSERT_TRUE(next);
        ASSERT_GT(*next, clock_.now());
        clock_.setNow(std::min(*next, kNow + 24h));
        if (clock_.now() < kNow + 24h) {
            ca_.replies.push_back(trouble(CaTrouble::later));
            engine_->runDue();
            ++attempts;
        }
    }
    // 1, 2, 4 ... 128 minutes are over after 4 h 15 min; then every four hours.
    EXPECT_EQ(attempts, 13);
    EXPECT_EQ(count("begin"), 1);
    EXPECT_EQ(count("recover"), attempts - 1);
    EXPECT_FALSE(stuck(store_.rows.at(row.id)));
    clock_.setNow(*engine_->nextDue());
    ca_.replies.push_back(waitDemand(clock_.now() + 1h));
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
    EXPECT_EQ(count("begin"), 1);
}

} // namespace
} // namespace reseal::enrolment
