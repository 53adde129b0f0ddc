// SPDX-License-Identifier: Apache-2.0
// Renewals and their new keys in the profile's file.
#include "storage/sqlite_renewal_store.hpp"

#include "storage/connection.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

namespace reseal::storage::test {
namespace {

using enrolment::KeptKey;
using enrolment::Renewal;
using enrolment::State;

Renewal renewal(char digit, std::string oldCertificate = {}) {
    Renewal row;
    row.id = std::string(32, digit);
    row.purpose = "renew";
    row.ca = "file";
    row.oldCertificate = std::move(oldCertificate);
    row.started = kStart;
    return row;
}

class RenewalStoreTest : public ProfileTest {
protected:
    void SetUp() override {
        open();
        renewals_ = makeSqliteRenewalStore(*database_);
        keys_ = makeSqliteNewKeyStore(*database_);
    }
    std::unique_ptr<enrolment::RenewalStore> renewals_;
    std::unique_ptr<enrolment::NewKeyStore> keys_;
};

TEST_F(RenewalStoreTest, every_field_comes_back) {
    Renewal row = renewal('1', std::string(64, 'a'));
    row.state = State::asking;
    row.settings = {1};
    row.oldDer = {2};
    row.pair = {6};
    row.medium = "file";
    row.folder = "/keys";
    row.operation = std::string(32, '9');
    row.function = "resume";
    row.params = {3};
    row.cookie = {4};
    row.demand = {5};
    row.question = enrolment::Question::oldKey;
    row.asked = State::signing;
    row.place = "vault";
    row.backup = "/copy";
    row.failures = 2;
    row.unproductive = 3;
    row.reason = "bad_passphrase";
    row.detail = "It does not fit.";
    row.changed = kStart + std::chrono::seconds(1);
    row.nextAttempt = kStart + std::chrono::seconds(2);
    row.deadline = kStart + std::chrono::seconds(3);
    ASSERT_TRUE(renewals_->add(row, {kStart, "asking", "form"}));
    const Renewal back = *renewals_->find(row.id).value();
    EXPECT_EQ(
        std::tie(back.state, back.purpose, back.ca, back.settings, back.oldCertificate, back.oldDer, back.medium,
                 back.pair),
        std::tie(row.state, row.purpose, row.ca, row.settings, row.oldCertificate, row.oldDer, row.medium, row.pair));
    EXPECT_EQ(
        std::tie(back.folder, back.operation, back.function, back.params, back.cookie, back.demand, back.question),
        std::tie(row.folder, row.operation, row.function, row.params, row.cookie, row.demand, row.question));
    EXPECT_EQ(std::tie(back.asked, back.place, back.backup, back.failures, back.unproductive, back.reason, back.detail),
              std::tie(row.asked, row.place, row.backup, row.failures, row.unproductive, row.reason, row.detail));
    EXPECT_EQ(std::tie(back.started, back.changed, back.nextAttempt, back.deadline),
              std::tie(row.started, row.changed, row.nextAttempt, row.deadline));
}

TEST_F(RenewalStoreTest, a_second_renewal_of_a_certificate_is_refused_until_the_first_has_ended) {
    Renewal first = renewal('1', std::string(64, 'a'));
    ASSERT_TRUE(renewals_->add(first, {}));
    const Status second = renewals_->add(renewal('2', std::string(64, 'a')), {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().reason, "renewal_active");
    EXPECT_EQ(second.error().subject, first.id);
    first.state = State::cancelled;
    ASSERT_TRUE(renewals_->save(first, {}));
    EXPECT_TRUE(renewals_->add(renewal('2', std::string(64, 'a')), {}));
}

TEST_F(RenewalStoreTest, requests_without_an_old_certificate_stand_side_by_side) {
    ASSERT_TRUE(renewals_->add(renewal('1'), {}));
    EXPECT_TRUE(renewals_->add(renewal('2'), {}));
    EXPECT_EQ(renewals_->all().value().size(), 2U);
}

TEST_F(RenewalStoreTest, each_step_leaves_an_event_that_stays) {
    Renewal row = renewal('1');
    ASSERT_TRUE(renewals_->add(row, {kStart, "submitting", "begin"}));
    row.state = State::rejected;
    ASSERT_TRUE(renewals_->save(row, {kStart, "rejected", "no"}));
    const auto events = renewals_->events(row.id).value();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].what, "no");
    EXPECT_FALSE(database_->connection().execute("DELETE FROM renewal_event"));
    EXPECT_FALSE(database_->connection().execute("UPDATE renewal_event SET what = 'yes'"));
}

TEST_F(RenewalStoreTest, a_key_is_kept_once_and_forgotten_at_the_word) {
    ASSERT_TRUE(renewals_->add(renewal('1'), {}));
    const KeptKey key{std::string(32, '1'), "1", "rsa-2048", {1}, {2}, "", kStart};
    ASSERT_TRUE(keys_->keep(key));
    EXPECT_FALSE(keys_->keep({key.renewal, "1", "rsa-2048", {7}, {8}, "", kStart}));
    const auto kept = keys_->kept("").value();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].sealed, Bytes{2});
    ASSERT_TRUE(keys_->forget(key.renewal));
    EXPECT_TRUE(keys_->kept(key.renewal).value().empty());
}

TEST_F(RenewalStoreTest, a_key_on_a_token_has_nothing_sealed) {
    ASSERT_TRUE(renewals_->add(renewal('1'), {}));
    ASSERT_TRUE(keys_->keep({std::string(32, '1'), "1", "rsa-2048", {1}, {}, "pkcs11:id=%01", kStart}));
    EXPECT_EQ(keys_->kept(std::string(32, '1')).value()[0].tokenKey, "pkcs11:id=%01");
}

} // namespace
} // namespace reseal::storage::test
