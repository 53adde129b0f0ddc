// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {

namespace {

constexpr const char* kToken = "pkcs11:token=Spare";

class RenewalCopyTest : public RenewalsTest {
protected:
    using Given = std::map<std::string, std::string>;

    Status answeredWith(const std::string& id, const Given& given) {
        Answers answers;
        for (const auto& [field, value] : given) {
            answers.emplace(field, Secret(value));
        }
        return engine_->answer(id, std::move(answers));
    }
    [[nodiscard]] bool hasField(const Renewal& row, const std::string& id) {
        const auto form = engine_->form(row);
        return form && std::ranges::find(form->fields, id, &plugins::FormField::id) != form->fields.end();
    }
};

} // namespace

TEST_F(RenewalCopyTest, into_a_folder_needs_the_folder_and_a_password) {
    const Renewal row = startedWith({doneDemand()});
    EXPECT_EQ(answeredWith(row.id, {{"backup", "folder"}, {"folder", "/media/stick"}}).error().subject, "password");
    EXPECT_EQ(answeredWith(row.id, {{"backup", "folder"}, {"password", "secret"}}).error().subject, "folder");
    ASSERT_TRUE(answeredWith(row.id, {{"backup", "folder"}, {"folder", "/media/stick"}, {"password", "secret"}}));
    const Renewal after = ran(row.id);
    EXPECT_EQ(after.backup, "/media/stick/copy.p12");
    EXPECT_EQ(after.state, State::done);
}

TEST_F(RenewalCopyTest, its_password_is_said_to_be_lost_for_good_once_it_is_forgotten) {
    const auto form = engine_->form(startedWith({doneDemand()}));
    ASSERT_TRUE(form);
    const auto password = std::ranges::find(form->fields, "password", &plugins::FormField::id);
    ASSERT_NE(password, form->fields.end());
    EXPECT_NE(inLanguage(password->hint, "en").find("cannot be recovered"), std::string::npos);
}

TEST_F(RenewalCopyTest, onto_a_token_goes_with_the_pin_that_was_typed_for_it) {
    installation_.copyTargets = {{kToken, "Spare"}};
    const Renewal row = startedWith({doneDemand()});
    EXPECT_TRUE(hasField(row, "pin"));
    ASSERT_TRUE(answeredWith(row.id, {{"backup", kToken}, {"pin", "1234"}}));
    EXPECT_EQ(ran(row.id).backup, kToken);
    EXPECT_EQ(installation_.copyPin, "1234");
    EXPECT_FALSE(installation_.copyLastTry);
}

TEST_F(RenewalCopyTest, without_a_token_that_takes_keys_no_pin_is_asked_for) {
    installation_.copyTargets = {{"vault", ""}};
    EXPECT_FALSE(hasField(startedWith({doneDemand()}), "pin"));
}

TEST_F(RenewalCopyTest, a_token_that_is_not_offered_any_more_is_said_not_to_be_there) {
    const Renewal row = startedWith({doneDemand()});
    const Status answered = answeredWith(row.id, {{"backup", kToken}, {"pin", "1234"}});
    EXPECT_EQ(answered.error().subject, "backup");
    EXPECT_NE(answered.error().detail.find("The token is not there"), std::string::npos) << answered.error().detail;
}

TEST_F(RenewalCopyTest, what_fails_is_said_and_the_offer_stands) {
    installation_.copyTargets = {{kToken, "Spare"}};
    installation_.copyRefusal = Error{Category::refused, "pin_wrong_one_try_left", "One try is left.", {}};
    const Renewal row = startedWith({doneDemand()});
    ASSERT_TRUE(answeredWith(row.id, {{"backup", kToken}, {"pin", "0000"}}));
    const Renewal after = ran(row.id);
    EXPECT_EQ(after.state, State::offeringBackup);
    EXPECT_EQ(after.detail, "One try is left.");
    EXPECT_TRUE(hasField(after, kLastTry));
    installation_.copyRefusal.reset();
    ASSERT_TRUE(answeredWith(row.id, {{"backup", kToken}, {"pin", "1234"}, {kLastTry, "yes"}}));
    EXPECT_EQ(ran(row.id).state, State::done);
    EXPECT_TRUE(installation_.copyLastTry);
}

TEST_F(RenewalCopyTest, a_shut_archive_is_asked_for_its_password) {
    installation_.copyTargets = {{"vault", ""}};
    installation_.copyRefusal = Error{Category::waiting, "no_way_in", "", {}};
    const Renewal row = startedWith({doneDemand()});
    ASSERT_TRUE(answeredWith(row.id, {{"backup", "vault"}}));
    EXPECT_EQ(ran(row.id).detail, "The copy is made from the archive: type its password.");
}

TEST_F(RenewalCopyTest, a_copy_that_failed_leaves_no_reason_once_it_is_declined) {
    installation_.copyTargets = {{"vault", ""}};
    installation_.copyRefusal = Error{Category::failed, "database_failed", "", {}};
    const Renewal row = startedWith({doneDemand()});
    ASSERT_TRUE(answeredWith(row.id, {{"backup", "vault"}}));
    EXPECT_EQ(ran(row.id).reason, "database_failed");
    ASSERT_TRUE(answered(row.id, "backup", "none"));
    EXPECT_EQ(ran(row.id).state, State::done);
    EXPECT_EQ(store_.rows.at(row.id).reason, "");
}

TEST_F(RenewalCopyTest, what_is_to_be_said_of_the_certificate_is_still_said_in_the_end) {
    installation_.remark = "The issuer is unknown.";
    installation_.copyTargets = {{"vault", ""}};
    for (const char* to : {"none", "vault"}) {
        const std::string id = begun(std::string(64, *to));
        ca_.replies.push_back(doneDemand());
        EXPECT_EQ(ran(id).detail, "The issuer is unknown.") << to;
        ASSERT_TRUE(answered(id, "backup", to));
        const Renewal row = ran(id);
        EXPECT_EQ(row.state, State::done) << to;
        EXPECT_EQ(row.detail, "The issuer is unknown.") << to;
    }
}

TEST_F(RenewalCopyTest, of_a_key_made_on_a_token_none_is_offered_and_that_is_said_before) {
    keys_.choices = {{kToken, "Work"}, {"vault", ""}};
    const Renewal row = [&] {
        ca_.replies.push_back(keyDemand());
        return ran(begun(std::string(64, 'b'), ""));
    }();
    ASSERT_EQ(row.question, Question::medium);
    EXPECT_NE(inLanguage(engine_->form(row)->text, "en").find("stays there for good"), std::string::npos);
    Renewal pin = row;
    pin.question = Question::pin;
    pin.asked = State::makingKey;
    EXPECT_NE(inLanguage(formOf(pin, {}).title, "en").find("no copy"), std::string::npos);
    pin.asked = State::installing;
    EXPECT_EQ(inLanguage(formOf(pin, {}).title, "en").find("no copy"), std::string::npos);
}

} // namespace reseal::enrolment
