// SPDX-License-Identifier: Apache-2.0
// PINs, passwords, links and pairs: what a person gives, and where it goes.
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {
namespace {

TEST_F(RenewalsTest, what_is_renewed_along_is_not_renewed_by_itself) {
    Order order;
    order.ca = "file";
    order.oldCertificate = std::string(64, 'a');
    order.oldDer = {1};
    order.pair = {{2}, {3}};
    const std::string id = engine_->begin(order).value();
    order.oldCertificate = std::string(64, 'b');
    order.oldDer = {3};
    order.pair = {};
    const auto other = engine_->begin(order);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().reason, "renewal_active");
    EXPECT_EQ(other.error().subject, id);
}

TEST_F(RenewalsTest, a_link_goes_to_the_ca_at_once_where_it_is_waited_for) {
    const Renewal row = startedWith({waitDemand(kNow + 1h)});
    ASSERT_TRUE(engine_->follow(row.id, "reseal://ca/renewal/1"));
    ca_.replies.push_back(formDemand());
    EXPECT_EQ(ran(row.id, false).state, State::asking);
    EXPECT_EQ(wire::textOf(ca_.asked.back().params, "link"), "reseal://ca/renewal/1");
}

TEST_F(RenewalsTest, a_link_is_refused_where_something_else_is_asked) {
    ca_.replies.push_back(keyDemand());
    const Renewal row = ran(begun(std::string(64, 'a'), ""));
    ASSERT_EQ(row.question, Question::medium);
    EXPECT_EQ(engine_->follow(row.id, "reseal://ca/renewal/1").error().reason, "not_waiting");
}

TEST_F(RenewalsTest, a_ca_that_likes_files_gets_the_new_one_beside_the_old) {
    oldKey_.oldFolder = "/keys";
    CaReply demand = keyDemand();
    demand.demand.push_back(wire::Item::ofText("key.1.medium", "file"));
    demand.demand.push_back(wire::Item::ofText("key.1.medium", "vault"));
    ca_.replies.push_back(std::move(demand));
    const Renewal row = ran(begun(std::string(64, 'a'), ""));
    const auto form = engine_->form(row);
    ASSERT_TRUE(form);
    EXPECT_EQ(form->fields.at(0).value, "file");
    EXPECT_EQ(form->fields.at(1).value, "/keys");
    ASSERT_TRUE(answered(row.id, "medium", "file"));
    EXPECT_EQ(store_.rows.at(row.id).folder, "/keys");
}

TEST_F(RenewalsTest, the_password_of_a_new_file_follows_the_rules_of_the_ca) {
    CaReply done = doneDemand();
    done.demand.push_back(wire::Item::ofText("certificate.1.file-form", "pkcs12-kz"));
    ca_.replies.push_back(keyDemand());
    ca_.replies.push_back(std::move(done));
    const std::string id = begun(std::string(64, 'a'), "file");
    ASSERT_EQ(ran(id).question, Question::newFile);
    EXPECT_EQ(engine_->form(store_.rows.at(id))->fields.at(1).rules, PasswordRules::kazakh);
    Answers answers;
    answers.emplace("folder", Secret("/keys"));
    answers.emplace("password", Secret("short"));
    EXPECT_EQ(engine_->answer(id, std::move(answers)).error().subject, "password");
}

TEST_F(RenewalsTest, every_reason_of_a_wrong_pin_asks_for_it_again) {
    for (const char* reason : {"pin_required", "pin_incorrect", "pin_wrong", "pin_wrong_count_low", "pin_last_try"}) {
        keys_.refusal = Error{Category::refused, reason, "", {}};
        ca_.replies.push_back(keyDemand());
        EXPECT_EQ(ran(begun(reason)).question, Question::pin) << reason;
    }
}

TEST_F(RenewalsTest, the_last_try_of_a_pin_is_spent_only_with_consent) {
    keys_.pinFacts = {"Anna's token", 1};
    keys_.refusal = Error{Category::refused, "pin_last_try", "", {}};
    ca_.replies.push_back(keyDemand());
    const Renewal row = ran(begun());
    const auto form = engine_->form(row);
    ASSERT_TRUE(form);
    ASSERT_EQ(form->fields.size(), 2U);
    EXPECT_EQ(answered(row.id, "pin", "1234").error().subject, kLastTry);
    Answers answers;
    answers.emplace("pin", Secret("1234"));
    answers.emplace(kLastTry, Secret("yes"));
    ASSERT_TRUE(engine_->answer(row.id, std::move(answers)));
    keys_.refusal.reset();
    ca_.replies.push_back(waitDemand(kNow + 1h));
    (void)ran(row.id);
    EXPECT_TRUE(keys_.lastTry);
}

TEST_F(RenewalsTest, tries_left_are_said_before_a_pin_is_typed) {
    keys_.pinFacts = {"Anna's token", 2};
    keys_.refusal = Error{Category::waiting, "pin_required", "", {}};
    ca_.replies.push_back(keyDemand());
    const auto form = engine_->form(ran(begun()));
    ASSERT_TRUE(form);
    ASSERT_EQ(form->fields.size(), 1U);
    EXPECT_EQ(form->fields[0].hint.at("en"), "Two tries are left.");
    EXPECT_EQ(form->text.at("en"), "Anna's token");
}

TEST_F(RenewalsTest, what_is_typed_comes_before_what_lies_in_a_file) {
    oldKey_.password = "right";
    ca_.replies.push_back(signatureDemand());
    Means means;
    means.emplace("password", Secret("wrong"));
    const std::string id = begun();
    ASSERT_EQ(ran(id, true, std::move(means)).question, Question::oldKey);
    ASSERT_TRUE(answered(id, "password", "right"));
    Means again;
    again.emplace("password", Secret("wrong"));
    ca_.replies.push_back(waitDemand(kNow + 1h));
    EXPECT_EQ(ran(id, true, std::move(again)).state, State::waitingForCa);
}

TEST_F(RenewalsTest, a_pin_of_one_token_is_not_tried_at_another) {
    oldKey_.pinFacts = {"Old", {}, false, false, "pkcs11:token=old"};
    keys_.pinFacts = {"New", {}, false, false, "pkcs11:token=new"};
    oldKey_.refusal = Error{Category::refused, "pin_required", "", {}};
    ca_.replies.push_back(signatureDemand());
    const std::string id = begun();
    ASSERT_EQ(ran(id).question, Question::pin);
    ASSERT_TRUE(answered(id, "pin", "1111"));
    oldKey_.refusal.reset();
    ca_.replies.push_back(keyDemand());
    ca_.replies.push_back(waitDemand(kNow + 1h));
    (void)ran(id);
    EXPECT_EQ(keys_.calls, 1);
    EXPECT_FALSE(keys_.pinGiven);
}

TEST_F(RenewalsTest, cancelled_while_a_key_is_made_it_ends_and_the_ca_is_told) {
    keys_.hold = true;
    ca_.replies.push_back(keyDemand());
    const std::string id = begun();
    ASSERT_EQ(ran(id).state, State::makingKey);
    ASSERT_TRUE(engine_->cancel(id));
    ca_.replies.push_back(failedDemand("withdrawn"));
    keys_.held();
    EXPECT_EQ(store_.rows.at(id).state, State::cancelled);
    EXPECT_EQ(count("withdraw"), 1);
    EXPECT_TRUE(engine_->idle());
}

TEST_F(RenewalsTest, a_withdrawal_that_was_cut_off_is_sent_after_the_start) {
    const Renewal row = startedWith({formDemand()});
    ASSERT_TRUE(engine_->cancel(row.id));
    diesAndComesBack();
    ca_.replies.push_back(failedDemand("withdrawn"));
    engine_->runDue();
    EXPECT_EQ(count("withdraw"), 1);
    EXPECT_TRUE(store_.rows.at(row.id).operation.empty());
}

TEST_F(RenewalsTest, whoever_ran_it_is_told_and_nobody_else_is_called) {
    std::vector<bool> heard;
    engine_ = std::make_unique<Renewals>(around_, [&](const std::string&, bool told) { heard.push_back(told); });
    ca_.replies.push_back(formDemand());
    ca_.replies.push_back(formDemand());
    const std::string id = begun();
    engine_->run(id, {}, true, [] {});
    EXPECT_EQ(heard, std::vector<bool>{true});
    ASSERT_TRUE(answered(id, "code", "1234"));
    engine_->run(id, {}, true);
    EXPECT_EQ(heard, (std::vector<bool>{true, false}));
}

TEST_F(RenewalsTest, a_forgotten_password_of_the_old_key_does_not_keep_the_new_certificate_back) {
    oldKey_.archivePassword = "forgotten";
    ca_.replies.push_back(keyDemand());
    ca_.replies.push_back(doneDemand());
    const Renewal row = ran(begun());
    ASSERT_EQ(row.question, Question::oldKey);
    ASSERT_EQ(row.asked, State::archivingOld);
    ASSERT_TRUE(answered(row.id, "action", "without"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, an_old_key_whose_file_is_away_is_asked_for_and_looked_for_again) {
    oldKey_.archiveRefusal = Error{Category::refused, kOldKeyAway, "It is away.", {}};
    const Renewal row = startedWith({keyDemand(), doneDemand()});
    ASSERT_EQ(row.question, Question::oldKey);
    EXPECT_EQ(row.detail, "It is away.");
    EXPECT_FALSE(engine_->form(row)->fields.front().required);
    EXPECT_EQ(engine_->form(row)->actions.front().id, "without");
    EXPECT_EQ(ran(row.id).state, State::asking);
    oldKey_.archiveRefusal.reset();
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, an_old_key_whose_token_is_away_is_looked_for_when_a_token_comes) {
    oldKey_.archiveRefusal = Error{Category::refused, kOldTokenAway, "It is away.", {}};
    const Renewal row = startedWith({keyDemand(), doneDemand()});
    ASSERT_EQ(row.question, Question::oldKey);
    EXPECT_TRUE(engine_->form(row)->fields.empty());
    EXPECT_EQ(engine_->form(row)->actions.front().id, "without");
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::asking);
    oldKey_.archiveRefusal.reset();
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, an_old_key_whose_token_is_away_stays_there_at_the_persons_word) {
    oldKey_.archiveRefusal = Error{Category::refused, kOldTokenAway, "It is away.", {}};
    const Renewal row = startedWith({keyDemand(), doneDemand()});
    ASSERT_TRUE(answered(row.id, "action", "without"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, the_pin_that_signed_also_takes_the_old_key_from_its_token) {
    oldKey_.pinFacts = {"Old", {}, false, false, "pkcs11:token=old"};
    oldKey_.archivePinOf = oldKey_.pinFacts.uri;
    ca_.replies.push_back(signatureDemand());
    ca_.replies.push_back(doneDemand());
    Means means;
    means.emplace("pin", Secret("1111"));
    EXPECT_EQ(ran(begun(), true, std::move(means)).state, State::offeringBackup);
    EXPECT_EQ(oldKey_.archived, 1);
}

TEST_F(RenewalsTest, a_pin_of_the_new_token_is_not_tried_at_the_old_one) {
    keys_.pinFacts = {"New", {}, false, false, "pkcs11:token=new"};
    oldKey_.pinFacts = {"Old", {}, false, false, "pkcs11:token=old"};
    oldKey_.archivePinOf = oldKey_.pinFacts.uri;
    ca_.replies.push_back(doneDemand());
    Means means;
    means.emplace("pin", Secret("1111")); // of which token nobody said
    const Renewal row = ran(begun(), true, std::move(means));
    EXPECT_EQ(row.question, Question::pin);
    EXPECT_EQ(oldKey_.archivePin, "");
    ASSERT_TRUE(answered(row.id, "pin", "2222"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
    EXPECT_EQ(oldKey_.archivePin, oldKey_.pinFacts.uri);
}

TEST_F(RenewalsTest, a_forgotten_pin_of_the_old_token_does_not_keep_the_new_certificate_back) {
    oldKey_.pinFacts = {"Old", {}, false, false, "pkcs11:token=old"};
    oldKey_.archivePinOf = oldKey_.pinFacts.uri;
    ca_.replies.push_back(doneDemand());
    const Renewal row = ran(begun());
    ASSERT_EQ(row.question, Question::pin);
    ASSERT_TRUE(answered(row.id, "action", "without"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
}

TEST_F(RenewalsTest, without_the_old_key_nothing_is_signed) {
    oldKey_.password = "forgotten";
    ca_.replies.push_back(signatureDemand());
    const Renewal row = ran(begun());
    ASSERT_EQ(row.question, Question::oldKey);
    EXPECT_FALSE(answered(row.id, "action", "without"));
}

} // namespace
} // namespace reseal::enrolment
