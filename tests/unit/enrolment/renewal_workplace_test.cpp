// SPDX-License-Identifier: Apache-2.0
// Before a renewal is begun it is said what the workplace lacks; nothing where it lacks nothing.
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {
namespace {

class FakeWorkplace final : public Workplace {
public:
    void look(const Renewal&, std::function<void(std::map<std::string, std::string>)> done) override {
        ++looks;
        done(missing);
    }
    std::map<std::string, std::string> missingForKey(const Renewal&, std::span<const plugins::KeyDemand>) override {
        return forKey;
    }
    std::map<std::string, std::string> missing;
    std::map<std::string, std::string> forKey;
    int looks = 0;
};

class RenewalWorkplaceTest : public RenewalsTest {
protected:
    RenewalWorkplaceTest() {
        around_.workplace = &workplace_;
        engine_ = std::make_unique<Renewals>(around_);
    }
    Status again(const std::string& id) { return answered(id, "action", "again"); }

    FakeWorkplace workplace_;
};

TEST_F(RenewalWorkplaceTest, all_well_asks_nothing_and_looks_once) {
    const Renewal row = startedWith({formDemand()});
    EXPECT_EQ(row.question, Question::none);
    EXPECT_EQ(workplace_.looks, 1);
    EXPECT_EQ(count("begin"), 1);
}

TEST_F(RenewalWorkplaceTest, what_is_missing_is_shown_before_anything_is_sent) {
    workplace_.missing = {{"No reader", "Plug it in."}, {"The clock is wrong", "Set it."}};
    const Renewal row = ran(begun());
    EXPECT_EQ(row.question, Question::workplace);
    EXPECT_TRUE(ca_.asked.empty());
    const auto form = engine_->form(row);
    ASSERT_TRUE(form);
    ASSERT_EQ(form->fields.size(), 2U);
    EXPECT_EQ(form->fields[0].label.at("en"), "No reader");
    EXPECT_EQ(form->fields[0].value, "Plug it in.");
    diesAndComesBack();
    EXPECT_EQ(engine_->form(store_.rows.at(row.id))->fields.size(), 2U);
}

TEST_F(RenewalWorkplaceTest, going_on_all_the_same_begins_once) {
    workplace_.missing = {{"No reader", "Plug it in."}};
    const std::string id = ran(begun()).id;
    ASSERT_TRUE(engine_->answer(id, {}));
    ca_.replies.push_back(formDemand());
    EXPECT_EQ(ran(id).state, State::asking);
    EXPECT_EQ(count("begin"), 1);
    EXPECT_EQ(count("recover"), 0);
    EXPECT_EQ(workplace_.looks, 1);
}

TEST_F(RenewalWorkplaceTest, looking_again_shows_what_is_still_missing_and_begins_when_nothing_is) {
    workplace_.missing = {{"No reader", "Plug it in."}};
    const std::string id = ran(begun()).id;
    ASSERT_TRUE(again(id));
    EXPECT_EQ(ran(id).question, Question::workplace);
    workplace_.missing.clear();
    ASSERT_TRUE(again(id));
    ca_.replies.push_back(formDemand());
    EXPECT_EQ(ran(id).question, Question::none);
    EXPECT_EQ(workplace_.looks, 3);
    EXPECT_EQ(count("begin"), 1);
}

TEST_F(RenewalWorkplaceTest, given_up_there_it_tells_the_ca_nothing) {
    workplace_.missing = {{"No reader", "Plug it in."}};
    const std::string id = ran(begun()).id;
    ASSERT_TRUE(engine_->cancel(id));
    EXPECT_EQ(ran(id).state, State::cancelled);
    EXPECT_TRUE(ca_.asked.empty());
}

TEST_F(RenewalWorkplaceTest, what_the_new_key_misses_is_said_before_it_is_made) {
    workplace_.forKey = {{"No GOST key can be made here", "Install it."}};
    const Renewal row = startedWith({keyDemand(), waitDemand(kNow + 1h)});
    ASSERT_EQ(row.question, Question::workplace);
    EXPECT_EQ(row.asked, State::makingKey);
    EXPECT_EQ(engine_->form(row)->fields.front().label.at("en"), "No GOST key can be made here");
    EXPECT_EQ(keys_.calls, 0);
    ASSERT_TRUE(again(row.id));
    EXPECT_EQ(ran(row.id).question, Question::workplace);
    workplace_.forKey.clear();
    ASSERT_TRUE(again(row.id));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
    EXPECT_EQ(keys_.calls, 1);
}

TEST_F(RenewalWorkplaceTest, what_was_agreed_to_is_not_said_again_behind_a_pin_and_something_else_is) {
    workplace_.forKey = {{"No reader", "Plug it in."}};
    keys_.rightPin = "1111";
    const Renewal row = startedWith({keyDemand(), waitDemand(kNow + 1h)});
    ASSERT_TRUE(engine_->answer(row.id, {}));
    EXPECT_EQ(ran(row.id).question, Question::pin);
    workplace_.forKey.emplace("No driver", "Install it.");
    ASSERT_TRUE(answered(row.id, "pin", "1111"));
    EXPECT_EQ(ran(row.id).question, Question::workplace);
    ASSERT_TRUE(engine_->answer(row.id, {}));
    EXPECT_EQ(ran(row.id).state, State::waitingForCa);
}

TEST_F(RenewalWorkplaceTest, a_reader_that_is_plugged_in_meanwhile_needs_no_answer) {
    keys_.choices = {{"vault", ""}, {kLaterToken, ""}};
    workplace_.forKey = {{"No reader", "Plug it in."}};
    ca_.replies.push_back(keyDemand());
    ca_.replies.push_back(waitDemand(kNow + 1h));
    const std::string id = ran(begun(std::string(64, 'a'), kLaterToken)).id;
    ASSERT_EQ(store_.rows.at(id).question, Question::workplace);
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(id).question, Question::workplace);
    workplace_.forKey = {{"No driver", "Install it."}};
    engine_->tokensChanged();
    EXPECT_EQ(engine_->form(store_.rows.at(id))->fields.front().label.at("en"), "No driver");
    workplace_.forKey.clear();
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(id).state, State::waitingForToken);
    keys_.choices = {{"pkcs11:serial=1", "Anna's token"}};
    engine_->tokensChanged();
    EXPECT_EQ(store_.rows.at(id).state, State::waitingForCa);
}

} // namespace
} // namespace reseal::enrolment
