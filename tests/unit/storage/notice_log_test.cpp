// SPDX-License-Identifier: Apache-2.0
// What was announced, put off and delivered comes back, newest first.
#include "storage/connection.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class NoticeLogTest : public ProfileTest {
protected:
    void SetUp() override { open(); }

    static std::string id(int number) { return certificate(number).certificate.id; }
    core::Announced stateOf(int number) { return notices_->announced().value().at(id(number)); }
};

TEST_F(NoticeLogTest, Announced_recorded_comesBackAfterARestart) {
    const core::Announced first{kStart + days(30), {60, 30, -1, core::kLastChance}, std::nullopt};
    const core::Announced second{kStart + days(31), {}, kStart + hours(1)};
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), first}, {id(2), second}}).ok());
    reopen();
    ASSERT_THAT(notices_->announced().value(), SizeIs(2));
    EXPECT_EQ(stateOf(1).due, first.due);
    EXPECT_EQ(stateOf(1).thresholds, first.thresholds);
    EXPECT_FALSE(stateOf(1).snoozedUntil);
    EXPECT_THAT(stateOf(2).thresholds, IsEmpty());
    EXPECT_EQ(stateOf(2).snoozedUntil, second.snoozedUntil);
}

TEST_F(NoticeLogTest, Announced_recordedAgain_isReplaced) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {kStart, {60, 30}, kStart + hours(1)}}}).ok());
    ASSERT_TRUE(notices_->record("n2", kStart, {{id(1), {kStart + days(1), {60}, std::nullopt}}}).ok());
    EXPECT_EQ(stateOf(1).due, kStart + days(1));
    EXPECT_THAT(stateOf(1).thresholds, ElementsAre(60));
    EXPECT_FALSE(stateOf(1).snoozedUntil);
}

TEST_F(NoticeLogTest, Record_withoutANotice_changesTheStateOnly) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {kStart, {60, 30}, std::nullopt}}}).ok());
    ASSERT_TRUE(notices_->record("", kStart, {{id(1), {kStart, {60}, std::nullopt}}}).ok());
    EXPECT_THAT(stateOf(1).thresholds, ElementsAre(60));
    EXPECT_THAT(notices_->history(10).value(), SizeIs(1));
}

TEST_F(NoticeLogTest, Record_withASenselessId_changesNothing) {
    const Status recorded = notices_->record("n1", kStart, {{id(1), {}}, {"nobody", {}}});
    ASSERT_FALSE(recorded.ok());
    EXPECT_EQ(recorded.error().reason, "bad_certificate_id");
    EXPECT_THAT(notices_->announced().value(), IsEmpty());
    EXPECT_THAT(notices_->history(10).value(), IsEmpty());
}

TEST_F(NoticeLogTest, Record_twiceInOneSecond_isOneNoticeWithEachCertificateOnce) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {}}, {id(2), {}}}).ok());
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(2), {}}, {id(3), {}}}).ok());
    ASSERT_THAT(notices_->history(10).value(), SizeIs(1));
    EXPECT_THAT(notices_->history(10).value()[0].certificateIds, ElementsAre(id(1), id(2), id(3)));
}

TEST_F(NoticeLogTest, Record_withACertificateTwice_namesItOnce) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {}}, {id(1), {}}, {id(2), {}}}).ok());
    EXPECT_THAT(notices_->history(10).value()[0].certificateIds, ElementsAre(id(1), id(2)));
}

TEST_F(NoticeLogTest, Undelivered_areThoseSinceAnInstantOfWhichNoDeliveryIsKnown) {
    ASSERT_TRUE(notices_->record("long-ago", kStart, {{id(1), {}}}).ok());
    ASSERT_TRUE(notices_->record("unknown", kStart + hours(1), {{id(3), {}}, {id(2), {}}}).ok());
    ASSERT_TRUE(notices_->record("failed", kStart + hours(2), {{id(4), {}}}).ok());
    ASSERT_TRUE(notices_->record("shown", kStart + hours(3), {{id(5), {}}}).ok());
    ASSERT_TRUE(notices_->noteDelivery("failed", false, "desktop").ok());
    ASSERT_TRUE(notices_->noteDelivery("shown", true, "desktop").ok());
    reopen();
    const auto undelivered = notices_->undelivered(kStart + hours(1)).value();
    ASSERT_THAT(undelivered, SizeIs(2));
    EXPECT_EQ(undelivered[0].noticeId, "unknown");
    EXPECT_EQ(undelivered[0].at, kStart + hours(1));
    EXPECT_THAT(undelivered[0].certificateIds, ElementsAre(id(3), id(2)));
    EXPECT_EQ(undelivered[1].noticeId, "failed");
    ASSERT_TRUE(notices_->noteDelivery("failed", true, "command").ok());
    EXPECT_THAT(notices_->undelivered(kStart + hours(2)).value(), IsEmpty());
}

TEST_F(NoticeLogTest, Undelivered_aNoticeThatGrewAfterItWasShown_isToBeShownAgain) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {}}}).ok());
    ASSERT_TRUE(notices_->noteDelivery("n1", true, "desktop").ok());
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(2), {}}}).ok());
    ASSERT_THAT(notices_->undelivered(kStart).value(), SizeIs(1));
    EXPECT_THAT(notices_->undelivered(kStart).value()[0].certificateIds, ElementsAre(id(1), id(2)));
}

TEST_F(NoticeLogTest, History_isNewestFirstAndNoLongerThanAskedFor) {
    for (int i = 1; i <= 5; ++i) {
        ASSERT_TRUE(notices_->record("n" + std::to_string(i), kStart + hours(i), {{id(i), {}}, {id(i + 1), {}}}).ok());
    }
    const auto history = notices_->history(2).value();
    ASSERT_THAT(history, SizeIs(2));
    EXPECT_EQ(history[0].noticeId, "n5");
    EXPECT_EQ(history[0].at, kStart + hours(5));
    EXPECT_THAT(history[0].certificateIds, ElementsAre(id(5), id(6)));
    EXPECT_EQ(history[1].noticeId, "n4");
    EXPECT_THAT(notices_->history(SIZE_MAX).value(), SizeIs(5));
    EXPECT_THAT(notices_->history(0).value(), IsEmpty());
}

TEST_F(NoticeLogTest, Snooze_ofAnnouncedCertificates_holdsForEach) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {kStart, {7}, {}}}, {id(2), {kStart, {7}, {}}}}).ok());
    ASSERT_TRUE(notices_->snooze({id(1), id(2)}, kStart + hours(1)).ok());
    reopen();
    EXPECT_EQ(stateOf(1).snoozedUntil, kStart + hours(1));
    EXPECT_EQ(stateOf(2).snoozedUntil, kStart + hours(1));
    EXPECT_THAT(stateOf(1).thresholds, ElementsAre(7));
}

TEST_F(NoticeLogTest, Snooze_ofSomethingNeverAnnounced_isNotFoundAndChangesNothing) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {kStart, {7}, {}}}}).ok());
    const Status snoozed = notices_->snooze({id(1), id(9)}, kStart + hours(1));
    ASSERT_FALSE(snoozed.ok());
    EXPECT_EQ(snoozed.error().category, Category::notFound);
    EXPECT_FALSE(stateOf(1).snoozedUntil);
}

TEST_F(NoticeLogTest, Delivery_ofANotice_isNoted) {
    ASSERT_TRUE(notices_->record("n1", kStart, {{id(1), {}}}).ok());
    ASSERT_TRUE(notices_->noteDelivery("n1", true, "desktop").ok());
    Query row(database_->connection(), "SELECT delivered, how FROM notice WHERE id = 'n1'");
    ASSERT_TRUE(row.next());
    EXPECT_TRUE(row.flag(0));
    EXPECT_EQ(row.text(1), "desktop");
}

TEST_F(NoticeLogTest, Delivery_ofAnUnknownNotice_isNotFound) {
    const Status noted = notices_->noteDelivery("n9", true, "desktop");
    ASSERT_FALSE(noted.ok());
    EXPECT_EQ(noted.error().reason, "unknown_notice");
}

} // namespace
} // namespace reseal::storage::test
