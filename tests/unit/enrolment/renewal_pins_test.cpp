// SPDX-License-Identifier: Apache-2.0
// The PIN that a token was delivered with: tried with consent, once, and then offered to be changed. And a new key file
// without a password.
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {
namespace {

constexpr const char* kToken = "pkcs11:serial=1";

class RenewalPinsTest : public RenewalsTest {
protected:
    RenewalPinsTest() {
        keys_.pinFacts = {"Anna's token", {}, false, false, kToken, "12345678"};
        keys_.rightPin = "12345678";
        keys_.choices.push_back({kToken, "Anna's token"});
    }
    // A renewal that asks for the PIN of the token.
    Renewal asksForPin() {
        ca_.replies.push_back(keyDemand());
        ca_.replies.push_back(waitDemand(kNow + 1h));
        return ran(begun(std::string(64, 'a'), kToken));
    }
    [[nodiscard]] bool offersFactory(const std::string& id) {
        const auto form = engine_->form(store_.rows.at(id));
        return form && std::ranges::find(form->fields, kFactoryPin, &plugins::FormField::id) != form->fields.end();
    }
};

TEST_F(RenewalPinsTest, factory_pin_is_tried_only_after_consent) {
    const Renewal row = asksForPin();
    ASSERT_EQ(row.question, Question::pin);
    EXPECT_TRUE(offersFactory(row.id));
    EXPECT_EQ(keys_.tried, std::vector<std::string>{""});
    EXPECT_EQ(answered(row.id, kFactoryPin, "no").error().subject, "pin");
    EXPECT_EQ(keys_.tried.size(), 1U);
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    (void)ran(row.id);
    EXPECT_EQ(keys_.tried.back(), "12345678");
}

TEST_F(RenewalPinsTest, factory_pin_that_fitted_is_offered_to_be_changed) {
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    const Renewal asks = ran(row.id);
    ASSERT_EQ(asks.question, Question::newPin);
    keys_.rightPin = "24681357";
    ASSERT_TRUE(answered(row.id, kNewPin, "24681357"));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
    EXPECT_EQ(keys_.changedPin, std::string(kToken) + " 12345678 24681357");
}

TEST_F(RenewalPinsTest, factory_pin_may_be_kept_and_is_not_offered_to_be_changed_again) {
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    ASSERT_EQ(ran(row.id).question, Question::newPin);
    ASSERT_TRUE(answered(row.id, kNewPin, ""));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
    EXPECT_EQ(keys_.changedPin, "");
}

TEST_F(RenewalPinsTest, factory_pin_that_was_typed_is_offered_to_be_changed) {
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, "pin", "12345678"));
    EXPECT_EQ(ran(row.id).question, Question::newPin);
}

TEST_F(RenewalPinsTest, factory_pin_that_was_wrong_is_not_offered_again) {
    keys_.rightPin = "24681357";
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    const Renewal asks = ran(row.id);
    ASSERT_EQ(asks.question, Question::pin);
    EXPECT_FALSE(offersFactory(row.id));
    EXPECT_FALSE(answered(row.id, kFactoryPin, "yes"));
    EXPECT_EQ(keys_.tried.size(), 2U);
    diesAndComesBack();
    EXPECT_FALSE(offersFactory(row.id));
}

TEST_F(RenewalPinsTest, factory_pin_that_was_changed_is_not_offered_again) {
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    ASSERT_EQ(ran(row.id).question, Question::newPin);
    keys_.rightPin = "13572468"; // whatever asks for it once more
    ASSERT_TRUE(answered(row.id, kNewPin, "24681357"));
    ASSERT_EQ(ran(row.id).question, Question::pin);
    EXPECT_FALSE(offersFactory(row.id));
}

TEST_F(RenewalPinsTest, factory_pin_is_not_offered_for_the_last_try) {
    keys_.pinFacts.last = true;
    EXPECT_FALSE(offersFactory(asksForPin().id));
}

TEST_F(RenewalPinsTest, new_pin_that_the_token_refuses_is_asked_for_again) {
    const Renewal row = asksForPin();
    ASSERT_TRUE(answered(row.id, kFactoryPin, "yes"));
    ASSERT_EQ(ran(row.id).question, Question::newPin);
    keys_.pinRefusal = Error{Category::refused, "new_pin_unfit", "Too short.", {}};
    ASSERT_TRUE(answered(row.id, kNewPin, "1"));
    const Renewal asks = ran(row.id);
    EXPECT_EQ(asks.question, Question::newPin);
    EXPECT_EQ(asks.detail, "Too short.");
}

class LaterTokenTest : public RenewalsTest {
protected:
    Renewal waitsForToken() {
        keys_.choices.push_back({kLaterToken, ""});
        ca_.replies.push_back(keyDemand());
        ca_.replies.push_back(waitDemand(kNow + 1h));
        const Renewal row = ran(begun(std::string(64, 'a'), ""));
        EXPECT_TRUE(answered(row.id, "medium", kLaterToken));
        return ran(row.id);
    }
};

TEST_F(LaterTokenTest, token_that_comes_later_is_waited_for_and_then_taken) {
    const Renewal row = waitsForToken();
    EXPECT_EQ(row.state, State::waitingForToken);
    engine_->tokensChanged(); // of another reader
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForToken);
    keys_.choices = {{kToken, "Anna's token"}, {"vault", ""}, {"file", ""}};
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).medium, kToken);
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForCa);
}

TEST_F(LaterTokenTest, several_that_come_at_once_are_asked_about) {
    const Renewal row = waitsForToken();
    keys_.choices = {{kToken, "Anna's token"}, {"pkcs11:serial=2", "Boris' token"}, {"vault", ""}};
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).question, Question::medium);
}

TEST_F(LaterTokenTest, one_that_cannot_take_the_key_brings_the_question_of_the_medium_back) {
    const Renewal row = waitsForToken();
    keys_.unfitTokens = {{"reseal-token:files/card", "Rutoken Lite 1"}};
    engine_->tokensChanged();
    const Renewal& asks = store_.rows.at(row.id);
    ASSERT_EQ(asks.question, Question::medium);
    EXPECT_EQ(asks.reason, "token_unfit");
    const auto form = engine_->form(asks);
    EXPECT_EQ(form->fields.back().type, plugins::FieldType::review);
    EXPECT_EQ(form->fields.back().value, "Rutoken Lite 1");
    ASSERT_TRUE(answered(row.id, "medium", "vault"));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
}

TEST_F(LaterTokenTest, one_that_was_there_when_another_was_promised_is_no_news_until_it_comes_again) {
    keys_.unfitTokens = {{"reseal-token:files/card", "Rutoken Lite 1"}}; // with the old key, say
    const Renewal row = waitsForToken();
    EXPECT_EQ(row.state, State::waitingForToken);
    diesAndComesBack();
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForToken);
    const auto there = std::exchange(keys_.unfitTokens, {});
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).state, State::waitingForToken);
    keys_.unfitTokens = there;
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(row.id).question, Question::medium);
}

TEST_F(LaterTokenTest, tokens_that_cannot_take_the_key_are_spoken_of_only_where_one_is_there) {
    keys_.choices.push_back({kLaterToken, ""});
    ca_.replies.push_back(keyDemand());
    const Renewal row = ran(begun(std::string(64, 'a'), ""));
    const auto reviews = [&] {
        const auto form = engine_->form(row);
        return std::ranges::count(form->fields, plugins::FieldType::review, &plugins::FormField::type);
    };
    EXPECT_EQ(reviews(), 0);
    keys_.unfitTokens = {{"reseal-token:files/card", "Rutoken Lite 1"}};
    EXPECT_EQ(reviews(), 1);
}

class NewFileTest : public RenewalsTest {
protected:
    Renewal asksForPassword() {
        ca_.replies.push_back(keyDemand());
        ca_.replies.push_back(doneDemand());
        return ran(begun(std::string(64, 'a'), "file"));
    }
    Status answeredWith(const std::string& id, const char* password, const char* none) {
        Answers answers;
        answers.emplace("folder", Secret("/keys"));
        answers.emplace("password", Secret(password));
        answers.emplace(kNoPassword, Secret(none));
        return engine_->answer(id, std::move(answers));
    }
};

TEST_F(NewFileTest, no_password_is_a_choice_and_no_slip) {
    const Renewal row = asksForPassword();
    ASSERT_EQ(row.question, Question::newFile);
    EXPECT_EQ(answeredWith(row.id, "", "no").error().subject, "password");
    ASSERT_TRUE(answeredWith(row.id, "", "yes"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
    EXPECT_FALSE(installation_.locked);
}

TEST_F(NewFileTest, password_that_is_typed_counts_more_than_the_tick) {
    const Renewal row = asksForPassword();
    ASSERT_TRUE(answeredWith(row.id, "correct horse", "yes"));
    EXPECT_EQ(ran(row.id).state, State::offeringBackup);
    EXPECT_TRUE(installation_.locked);
}

} // namespace
} // namespace reseal::enrolment
