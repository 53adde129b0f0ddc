// SPDX-License-Identifier: Apache-2.0
// The engine of renewals against a CA of the test's own and a clock that stands still.
#include "tests/unit/enrolment/renewals_fixture.hpp"

#include <gtest/gtest.h>

namespace reseal::enrolment {
namespace {

TEST_F(RenewalsTest, it_goes_from_the_first_step_to_the_offer_of_a_backup) {
    const Renewal row = startedWith({keyDemand(), signatureDemand(), doneDemand()});
    EXPECT_EQ(row.state, State::offeringBackup);
    EXPECT_EQ(row.place, "vault");
    EXPECT_TRUE(ca_.writtenBefore);
    EXPECT_TRUE(installation_.archivedBefore);
    ASSERT_TRUE(answered(row.id, "backup", "none"));
    EXPECT_EQ(ran(row.id).state, State::done);
}

TEST_F(RenewalsTest, every_step_has_an_operation_of_its_own_and_takes_the_last_cookie) {
    (void)startedWith({keyDemand(), signatureDemand(), doneDemand()});
    ASSERT_EQ(ca_.asked.size(), 3U);
    EXPECT_NE(ca_.asked[0].operation, ca_.asked[1].operation);
    EXPECT_NE(ca_.asked[1].operation, ca_.asked[2].operation);
    EXPECT_EQ(ca_.asked[1].cookie, Bytes{1});
    EXPECT_NE(wire::find(ca_.asked[1].params, "request.1"), nullptr);
    EXPECT_NE(wire::find(ca_.asked[2].params, "signature.1"), nullptr);
}

TEST_F(RenewalsTest, a_form_waits_for_a_person_and_its_answer_goes_to_the_ca) {
    const Renewal row = startedWith({formDemand()});
    EXPECT_EQ(row.state, State::asking);
    EXPECT_TRUE(stuck(row));
    ASSERT_TRUE(answered(row.id, "code", "1234"));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
    EXPECT_EQ(wire::textOf(ca_.asked.back().params, "answer.code"), "1234");
}

TEST_F(RenewalsTest, an_answer_that_does_not_fit_is_refused_with_its_field) {
    const Renewal row = startedWith({formDemand()});
    const Status taken = answered(row.id, "code", "12x4");
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().reason, "bad_answer");
    EXPECT_EQ(taken.error().subject, "code");
    EXPECT_EQ(store_.rows.at(row.id).state, State::asking);
}

TEST_F(RenewalsTest, an_extra_action_goes_to_the_ca_in_place_of_answers) {
    const Renewal row = startedWith({formDemand()});
    EXPECT_FALSE(answered(row.id, "action", "nonsense"));
    ASSERT_TRUE(answered(row.id, "action", "again"));
    ca_.replies.push_back(formDemand());
    EXPECT_EQ(ran(row.id).state, State::asking);
    EXPECT_EQ(wire::textOf(ca_.asked.back().params, "action"), "again");
}

TEST_F(RenewalsTest, no_secret_of_an_answer_is_written_down) {
    const Renewal row = startedWith({formDemand()});
    ASSERT_TRUE(answered(row.id, "code", "1234"));
    const Bytes& kept = store_.rows.at(row.id).params;
    EXPECT_EQ(std::string(kept.begin(), kept.end()).find("1234"), std::string::npos);
}

TEST_F(RenewalsTest, after_a_crash_in_a_step_it_recovers_under_the_same_operation) {
    ca_.hold = true;
    const std::string id = begun();
    (void)ran(id);
    const std::string operation = store_.rows.at(id).operation;
    diesAndComesBack();
    ca_.hold = false;
    ca_.replies.push_back(waitDemand(kNow + 1h));
    engine_->runCutOff();
    EXPECT_EQ(store_.rows.at(id).state, State::waitingForCa);
    EXPECT_EQ(ca_.asked.back().function, "recover");
    EXPECT_EQ(ca_.asked.back().operation, operation);
    EXPECT_EQ(count("begin"), 1);
}

TEST_F(RenewalsTest, where_the_ca_cannot_tell_a_person_says_whether_to_repeat) {
    ca_.hold = true;
    const std::string id = begun();
    (void)ran(id);
    diesAndComesBack();
    ca_.hold = false;
    ca_.replies.push_back(trouble(CaTrouble::cannotTell));
    const Renewal row = ran(id);
    EXPECT_EQ(row.question, Question::repeat);
    ASSERT_TRUE(answered(id, "repeat", "no"));
    EXPECT_EQ(ran(id).question, Question::repeat);
    EXPECT_EQ(count("begin"), 1);
    ASSERT_TRUE(answered(id, "repeat", "yes"));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(id).state, State::waitingForCa);
    EXPECT_EQ(count("begin"), 2);
}

TEST_F(RenewalsTest, an_unreachable_ca_is_recovered_with_back_off_and_never_asked_the_step_again) {
    Renewal row = startedWith({trouble(CaTrouble::later)});
    EXPECT_EQ(row.nextAttempt, kNow + 60s);
    EXPECT_FALSE(stuck(row));
    engine_->runDue();
    EXPECT_EQ(ca_.asked.size(), 1U);
    clock_.advance(60s);
    ca_.replies.push_back(trouble(CaTrouble::later, 3600s));
    engine_->runDue();
    row = store_.rows.at(row.id);
    EXPECT_EQ(row.nextAttempt, clock_.now() + 3600s);
    EXPECT_EQ(ca_.asked.back().function, "recover");
    EXPECT_EQ(count("begin"), 1);
}

TEST_F(RenewalsTest, what_a_person_has_to_mend_is_stuck_until_resumed) {
    (void)startedWith({formDemand()});
    const std::string id = store_.rows.begin()->first;
    ASSERT_TRUE(answered(id, "code", "1234"));
    ca_.replies.push_back(trouble(CaTrouble::person));
    Renewal row = ran(id);
    EXPECT_TRUE(stuck(row));
    clock_.advance(std::chrono::days(9));
    engine_->runDue();
    EXPECT_EQ(ca_.asked.size(), 2U);
    ca_.replies.push_back(waitDemand(clock_.now() + 1h));
    EXPECT_EQ(ran(id).state, State::waitingForCa);
    EXPECT_EQ(ca_.asked.back().function, "resume");
}

TEST_F(RenewalsTest, trouble_of_a_recovery_does_not_make_the_step_look_unsent) {
    ca_.hold = true;
    const std::string id = begun();
    (void)ran(id);
    diesAndComesBack();
    ca_.hold = false;
    ca_.replies.push_back(trouble(CaTrouble::person));
    EXPECT_TRUE(stuck(ran(id)));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    (void)ran(id);
    EXPECT_EQ(count("begin"), 1);
    EXPECT_EQ(count("recover"), 2);
}

TEST_F(RenewalsTest, a_beginning_that_is_refused_leaves_the_certificate_free) {
    const Renewal row = startedWith({trouble(CaTrouble::person)});
    EXPECT_EQ(row.state, State::cancelled);
    EXPECT_EQ(row.reason, "ca_failed");
    EXPECT_FALSE(begun().empty());
}

TEST_F(RenewalsTest, the_cas_last_word_ends_it) {
    EXPECT_EQ(startedWith({failedDemand("rejected")}).state, State::rejected);
    EXPECT_EQ(startedWith({failedDemand("expired")}).state, State::expired);
    EXPECT_EQ(startedWith({trouble(CaTrouble::no)}).state, State::rejected);
    EXPECT_EQ(startedWith({failedDemand("withdrawn")}).state, State::cancelled);
}

TEST_F(RenewalsTest, the_cas_own_time_is_honoured) {
    const Renewal row = startedWith({waitDemand(kNow + 90min)});
    EXPECT_EQ(row.nextAttempt, kNow + 90min);
    EXPECT_EQ(engine_->nextDue(), kNow + 90min);
    clock_.advance(89min);
    engine_->runDue();
    EXPECT_EQ(ca_.asked.size(), 1U);
    clock_.advance(1min);
    ca_.replies.push_back(doneDemand());
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, somebody_who_says_so_ends_the_waiting_once) {
    const Renewal row = startedWith({waitDemand(kNow + 90min)});
    ca_.replies.push_back(waitDemand(kNow + 60min));
    EXPECT_EQ(ran(row.id).nextAttempt, kNow + 60min);
    EXPECT_EQ(ca_.asked.size(), 2U);
}

TEST_F(RenewalsTest, past_its_deadline_the_ca_is_asked_once_more_and_then_it_has_expired) {
    const Renewal row = startedWith({waitDemand(kNow + 90min, kNow + 30min)});
    EXPECT_EQ(row.nextAttempt, kNow + 30min);
    EXPECT_EQ(row.deadline, kNow + 30min);
    clock_.advance(30min);
    ca_.replies.push_back(waitDemand(clock_.now() + 90min, kNow + 30min));
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::expired);
    EXPECT_EQ(ca_.asked.size(), 2U);
}

TEST_F(RenewalsTest, demands_without_progress_come_to_an_end) {
    std::vector<CaReply> same;
    for (int i = 0; i < 30; ++i) {
        same.push_back(keyDemand());
    }
    const Renewal row = startedWith(std::move(same));
    EXPECT_EQ(row.reason, "no_progress");
    EXPECT_TRUE(stuck(row));
    EXPECT_LE(ca_.asked.size(), static_cast<std::size_t>(kMostUnproductive) + 1);
    EXPECT_EQ(keys_.made.size(), 1U);
}

TEST_F(RenewalsTest, waits_that_are_over_at_once_do_not_run_in_a_circle) {
    const Renewal row = startedWith({waitDemand(kNow - 1h), waitDemand(kNow - 1h)});
    EXPECT_EQ(ca_.asked.size(), 1U);
    EXPECT_GE(*row.nextAttempt, kNow + 60s);
}

TEST_F(RenewalsTest, an_answer_that_makes_no_sense_is_stuck_and_recovered_at_the_persons_word) {
    CaReply nonsense;
    nonsense.demand.push_back(wire::Item::ofText(RESEAL_KEY_DEMAND, "dance"));
    const Renewal row = startedWith({nonsense});
    EXPECT_EQ(row.reason, "bad_demand");
    EXPECT_TRUE(stuck(row));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
    EXPECT_EQ(ca_.asked.back().function, "recover");
}

TEST_F(RenewalsTest, the_medium_is_asked_for_where_there_is_a_choice) {
    const std::string id = begun("", "");
    ca_.replies.push_back(keyDemand());
    const Renewal row = ran(id);
    EXPECT_EQ(row.question, Question::medium);
    const auto form = engine_->form(row);
    ASSERT_TRUE(form);
    EXPECT_EQ(form->fields[0].id, "medium");
    EXPECT_EQ(form->fields[0].value, "vault");
    EXPECT_FALSE(answered(id, "medium", "file")); // where to?
    ASSERT_TRUE(answered(id, "medium", "vault"));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(id).medium, "vault");
}

TEST_F(RenewalsTest, every_own_form_has_values_that_will_do_unless_it_asks_for_a_secret) {
    Renewal row;
    row.folder = "/keys";
    for (const Question question : {Question::medium, Question::newFile, Question::oldKey, Question::pin,
                                    Question::vault, Question::repeat, Question::backup}) {
        row.question = question;
        const plugins::Form form = formOf(row, {{{"vault", ""}}, ""});
        EXPECT_FALSE(form.fields.empty()) << name(question);
        for (const plugins::FormField& field : form.fields) {
            if (!field.secret()) {
                const char* problem = plugins::problemOf(field, field.value);
                EXPECT_TRUE(problem == nullptr || *problem == '\0') << name(question) << " " << field.id;
            }
        }
    }
}

TEST_F(RenewalsTest, the_old_keys_password_is_asked_for_and_a_wrong_one_asked_again) {
    oldKey_.password = "right";
    const Renewal row = startedWith({signatureDemand()});
    EXPECT_EQ(row.question, Question::oldKey);
    EXPECT_EQ(row.reason, "");
    ASSERT_TRUE(answered(row.id, "password", "wrong"));
    EXPECT_EQ(ran(row.id).reason, "bad_passphrase");
    ASSERT_TRUE(answered(row.id, "password", "right"));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
}

TEST_F(RenewalsTest, two_secrets_of_one_step_are_asked_one_after_the_other) {
    oldKey_.password = "right";
    oldKey_.needsVault = true;
    const Renewal row = startedWith({signatureDemand(), doneDemand()});
    ASSERT_TRUE(answered(row.id, "password", "right"));
    ASSERT_EQ(ran(row.id).question, Question::vault);
    ASSERT_TRUE(answered(row.id, "vault-password", "open"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, a_secret_is_held_for_ten_minutes_and_asked_anew_afterwards) {
    oldKey_.password = "right";
    oldKey_.needsVault = true;
    const Renewal row = startedWith({signatureDemand(), doneDemand()});
    ASSERT_TRUE(answered(row.id, "password", "right"));
    ASSERT_EQ(ran(row.id).question, Question::vault);
    ASSERT_EQ(engine_->nextDue(), kNow + kMeansHeld);
    clock_.setNow(kNow + kMeansHeld);
    engine_->runDue();
    EXPECT_EQ(engine_->nextDue(), std::nullopt);
    ASSERT_TRUE(answered(row.id, "vault-password", "open"));
    EXPECT_EQ(ran(row.id).question, Question::oldKey);
}

TEST_F(RenewalsTest, a_secret_that_is_held_is_gone_with_the_locked_screen_and_asked_anew) {
    oldKey_.password = "right";
    oldKey_.needsVault = true;
    const Renewal row = startedWith({signatureDemand(), doneDemand()});
    ASSERT_TRUE(answered(row.id, "password", "right"));
    ASSERT_EQ(ran(row.id).question, Question::vault);
    engine_->letGo();
    EXPECT_EQ(engine_->nextDue(), std::nullopt);
    ASSERT_TRUE(answered(row.id, "vault-password", "open"));
    EXPECT_EQ(ran(row.id).question, Question::oldKey);
}

TEST_F(RenewalsTest, a_token_that_is_away_is_waited_for) {
    oldKey_.refusal = Error{Category::notFound, "token_absent", "", {}};
    const Renewal row = startedWith({signatureDemand()});
    EXPECT_EQ(row.state, State::waitingForToken);
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForToken);
    oldKey_.refusal.reset();
    ca_.replies.push_back(waitDemand(kNow + 1h));
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
}

TEST_F(RenewalsTest, a_certificate_that_does_not_fit_is_refused_and_nothing_is_touched) {
    installation_.unfit = Error{Category::refused, "certificate_for_other_key", "", {}};
    const Renewal row = startedWith({doneDemand()});
    EXPECT_EQ(row.state, State::rejected);
    EXPECT_EQ(row.reason, "certificate_for_other_key");
    EXPECT_EQ(oldKey_.archived + installation_.installed, 0);
}

TEST_F(RenewalsTest, what_cannot_be_archived_is_not_replaced) {
    oldKey_.archiveRefusal = Error{Category::failed, "disk_full", "", {}};
    const Renewal row = startedWith({doneDemand()});
    EXPECT_EQ(row.state, State::archivingOld);
    EXPECT_EQ(row.nextAttempt, kNow + 60s);
    EXPECT_EQ(installation_.installed, 0);
    oldKey_.archiveRefusal.reset();
    clock_.advance(60s);
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, without_a_way_into_the_archive_its_password_is_asked_for) {
    oldKey_.archiveRefusal = Error{Category::waiting, "no_way_in", "", {}};
    const Renewal row = startedWith({doneDemand()});
    EXPECT_EQ(row.question, Question::vault);
    oldKey_.archiveRefusal.reset();
    ASSERT_TRUE(answered(row.id, "vault-password", "open"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, one_renewal_of_a_certificate_at_a_time_but_several_certificates) {
    Order order;
    order.oldCertificate = std::string(64, 'a');
    const std::string first = engine_->begin(order).value();
    const auto second = engine_->begin(order);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().subject, first);
    order.oldCertificate = std::string(64, 'b');
    ASSERT_TRUE(engine_->begin(order));
}

TEST_F(RenewalsTest, two_at_once_do_not_mix_their_replies) {
    ca_.hold = true;
    const std::string one = begun(std::string(64, 'a'));
    const std::string two = begun(std::string(64, 'b'));
    (void)ran(one);
    (void)ran(two);
    ca_.held[1](waitDemand(kNow + 2h));
    ca_.held[0](waitDemand(kNow + 1h));
    EXPECT_EQ(store_.rows.at(one).nextAttempt, kNow + 1h);
    EXPECT_EQ(store_.rows.at(two).nextAttempt, kNow + 2h);
    EXPECT_EQ(engine_->nextDue(), kNow + 1h);
}

TEST_F(RenewalsTest, cancelling_tells_the_ca_and_a_late_reply_changes_nothing) {
    const Renewal row = startedWith({waitDemand(kNow + 1h)});
    ca_.hold = true;
    engine_->run(row.id, {}, true); // asks, and is not answered yet
    ASSERT_TRUE(engine_->cancel(row.id));
    ca_.held[0](doneDemand());
    EXPECT_EQ(store_.rows.at(row.id).state, State::cancelled);
    EXPECT_EQ(ca_.asked.back().function, "withdraw");
    ca_.held[1](trouble(CaTrouble::later));
    EXPECT_TRUE(store_.rows.at(row.id).nextAttempt);
    ca_.hold = false;
    ca_.replies.push_back(demanded({}));
    clock_.advance(2h);
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).operation, "");
}

TEST_F(RenewalsTest, what_is_installed_cannot_be_cancelled) {
    const Renewal row = startedWith({doneDemand()});
    EXPECT_EQ(engine_->cancel(row.id).error().reason, "too_late");
    ASSERT_TRUE(answered(row.id, "backup", "none"));
    EXPECT_EQ(engine_->cancel(row.id).error().reason, "renewal_ended");
}

TEST_F(RenewalsTest, the_offer_of_a_backup_ends_by_itself) {
    const Renewal row = startedWith({doneDemand()});
    clock_.advance(kBackupOffer);
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::done);
}

TEST_F(RenewalsTest, what_cannot_be_written_down_is_not_done) {
    const std::string id = begun();
    ca_.replies.push_back(keyDemand());
    store_.failing = true;
    (void)ran(id);
    EXPECT_EQ(keys_.calls, 0);
    store_.failing = false;
    ca_.replies.clear();
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(id).state, State::waitingForCa);
    EXPECT_EQ(ca_.asked.back().function, "recover");
}

TEST_F(RenewalsTest, a_key_is_made_once_whatever_happens_behind_it) {
    const Renewal row = startedWith({keyDemand(), trouble(CaTrouble::later)});
    diesAndComesBack();
    clock_.advance(1h);
    ca_.replies.push_back(keyDemand());
    ca_.replies.push_back(waitDemand(clock_.now() + 1h));
    engine_->runDue();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
    EXPECT_EQ(keys_.made.size(), 1U);
}

TEST_F(RenewalsTest, it_is_found_by_the_start_of_its_id) {
    const std::string id = begun();
    EXPECT_EQ(engine_->find(id.substr(0, 6)).value().id, id);
    EXPECT_EQ(engine_->find("ffffff").error().reason, "unknown_renewal");
    EXPECT_EQ(engine_->find("").error().category, Category::notFound);
}

} // namespace
} // namespace reseal::enrolment
