// SPDX-License-Identifier: Apache-2.0
// The table of states holds what renewal.hpp says of it.
#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewal.hpp"

#include <reseal/keys.h>

#include <gtest/gtest.h>

namespace reseal::enrolment {
namespace {

std::vector<State> states() {
    std::vector<State> all;
    for (std::size_t i = 0; i < kStates; ++i) {
        all.push_back(static_cast<State>(i));
    }
    return all;
}

Renewal in(State state) {
    Renewal row;
    row.state = state;
    return row;
}

TEST(RenewalRules, every_state_has_a_name_of_its_own) {
    for (const State state : states()) {
        EXPECT_EQ(stateOf(name(state)), state);
    }
    EXPECT_EQ(stateOf("nonsense"), std::nullopt);
}

TEST(RenewalRules, nothing_follows_an_end) {
    for (const State from : states()) {
        for (const State to : states()) {
            EXPECT_TRUE(!ended(from) || from == to || !allowed(from, to)) << name(from) << " " << name(to);
        }
    }
}

TEST(RenewalRules, every_state_but_the_first_is_reached_and_every_one_leads_to_an_end) {
    for (const State to : states()) {
        bool reached = to == State::submitting;
        for (const State from : states()) {
            reached = reached || (from != to && allowed(from, to));
        }
        EXPECT_TRUE(reached) << name(to);
    }
}

TEST(RenewalRules, whatever_a_missing_token_interrupts_goes_on_with_it) {
    for (const State state : states()) {
        if (state != State::asking && allowed(state, State::waitingForToken)) {
            EXPECT_TRUE(allowed(State::waitingForToken, state)) << name(state);
        }
    }
}

TEST(RenewalRules, the_new_one_is_installed_only_behind_the_check) {
    for (const State from : states()) {
        const bool may = from == State::staged || from == State::archivingOld || from == State::asking ||
                         from == State::waitingForToken || from == State::installing;
        EXPECT_EQ(allowed(from, State::installing), may) << name(from);
    }
}

TEST(RenewalRules, done_comes_only_after_the_installation) {
    for (const State from : states()) {
        EXPECT_EQ(allowed(from, State::done), from == State::offeringBackup || from == State::done) << name(from);
    }
}

Renewal at(State state) {
    Renewal renewal;
    renewal.state = state;
    return renewal;
}

TEST(RenewalRules, it_can_be_given_up_until_the_old_one_is_put_away) {
    for (const State state : {State::asking, State::makingKey, State::signing, State::submitting, State::waitingForCa,
                              State::waitingForToken, State::staged}) {
        EXPECT_TRUE(mayBeCancelled(at(state))) << name(state);
    }
    for (const State state : {State::archivingOld, State::installing, State::offeringBackup, State::done}) {
        EXPECT_FALSE(mayBeCancelled(at(state))) << name(state);
    }
}

TEST(RenewalRules, a_question_of_our_own_is_given_up_like_the_step_that_asks_it) {
    Renewal renewal = at(State::asking);
    renewal.question = Question::newFile;
    renewal.asked = State::installing;
    EXPECT_FALSE(mayBeCancelled(renewal));
    renewal.asked = State::makingKey;
    EXPECT_TRUE(mayBeCancelled(renewal));
}

TEST(RenewalRules, what_waits_for_a_person_is_stuck) {
    for (const State state : {State::asking, State::waitingForToken, State::offeringBackup}) {
        EXPECT_TRUE(stuck(in(state))) << name(state);
    }
    EXPECT_FALSE(stuck(in(State::waitingForCa)));
    EXPECT_FALSE(stuck(in(State::rejected)));
}

TEST(RenewalRules, trouble_without_a_next_attempt_is_stuck) {
    Renewal row = in(State::submitting);
    row.reason = "folder_missing";
    EXPECT_TRUE(stuck(row));
    row.nextAttempt = TimePoint(std::chrono::seconds(1));
    EXPECT_FALSE(stuck(row));
}

TEST(DemandRecord, items_come_back_without_their_secrets) {
    const wire::Items items{wire::Item::ofText("answer.name", "Anna"), wire::Item::ofSecret("answer.code", "1234"),
                            wire::Item::ofNumber(RESEAL_KEY_NOW_MS, 7)};
    const Bytes packed = pack(items);
    const auto back = unpack(packed);
    ASSERT_TRUE(back);
    ASSERT_EQ(back.value().size(), 2U);
    EXPECT_EQ(back.value()[0], items[0]);
    EXPECT_EQ(back.value()[1], items[2]);
}

TEST(DemandRecord, a_record_cut_anywhere_is_damaged_or_shorter) {
    const Bytes packed = pack({wire::Item::ofText("a", "one"), wire::Item::ofText("b", "two")});
    for (std::size_t size = 1; size < packed.size(); ++size) {
        const auto back = unpack(ByteView(packed).first(size));
        EXPECT_TRUE(!back || back.value().size() < 2) << size;
    }
}

} // namespace
} // namespace reseal::enrolment
