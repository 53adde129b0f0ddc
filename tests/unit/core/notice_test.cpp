// SPDX-License-Identifier: Apache-2.0
#include "agent/core/notice.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/inventory_samples.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using test::at;
using test::ownEntry;

// Wednesday noon; the certificate is due on the same weekday 30 days + some later.
const TimePoint kNoon = at(2026, 11, 18, 12);

// Evaluates as the engine does, and writes down what it is told to.
class NoticeTest : public testing::Test {
protected:
    std::vector<NoticeItem> check() {
        last = evaluate(entries, announced, settings, issuers, clock);
        for (const auto* records : {&last.records, &last.corrections}) {
            for (const NoticeLog::Entry& record : *records) {
                announced[record.certificateId] = record.state;
            }
        }
        return last.notice ? last.notice->items : std::vector<NoticeItem>{};
    }

    // Sleeps from alarm to alarm until `end`; returns the instants at which a notice came.
    std::vector<TimePoint> liveUntil(TimePoint end) {
        std::vector<TimePoint> came;
        for (int wakes = 0; wakes < 1000; ++wakes) {
            if (!check().empty()) {
                came.push_back(clock.now());
            }
            if (!last.next || *last.next > end) {
                return came;
            }
            EXPECT_GT(*last.next, clock.now()) << "an alarm that never moves on";
            clock.setNow(*last.next);
        }
        ADD_FAILURE() << "too many wake-ups";
        return came;
    }

    void addIssuerThatClosesAtDue() {
        IssuerEntry issuer;
        issuer.id = "test";
        issuer.issuerContains = {"Test CA"};
        issuer.remoteRenewalClosesDays = 0;
        issuers.add(issuer);
    }

    test::FakeClock clock{kNoon};
    Settings settings;
    IssuerDirectory issuers;
    AnnouncedById announced;
    std::vector<InventoryEntry> entries;
    Evaluation last;
};

TEST_F(NoticeTest, NewCertificate_withinThreshold_firesOnce) {
    entries = {ownEntry("a", kNoon + days(20))};
    ASSERT_EQ(check().size(), 1U);
    EXPECT_EQ(last.notice->items[0].threshold, 30);
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, NewCertificate_farFromDue_isSilentUntilFirstThreshold) {
    entries = {ownEntry("a", kNoon + days(100))};
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, kNoon + days(40) - days(0)); // a Monday: no weekend to bring forward
}

TEST_F(NoticeTest, WholeLife_eachThreshold_firesOnce) {
    settings.weekendsForward = false;
    const TimePoint due = kNoon + days(90);
    entries = {ownEntry("a", due)};
    const std::vector<TimePoint> expected{due - days(60), due - days(30), due - days(14), due - days(7), due - days(3),
                                          due - days(1),  due + days(1),  due + days(2),  due + days(3)};
    EXPECT_EQ(liveUntil(due + days(60)), expected);
}

TEST_F(NoticeTest, Asleep_overSeveralThresholds_givesOneNotice) {
    entries = {ownEntry("a", kNoon + days(10))};
    check();
    clock.advance(days(8)); // past 7 and 3
    ASSERT_EQ(check().size(), 1U);
    EXPECT_EQ(last.notice->items[0].threshold, 3);
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, SeveralCertificates_dueTogether_makeOneNoticeSoonestFirst) {
    entries = {ownEntry("a", kNoon + days(20)), ownEntry("b", kNoon + days(5)), ownEntry("c", kNoon + days(200))};
    const auto items = check();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].entry.certificate.id, "b");
    EXPECT_EQ(items[1].entry.certificate.id, "a");
}

TEST_F(NoticeTest, Certificate_lapsedLongAgo_isSilent) {
    entries = {ownEntry("a", kNoon - days(40))};
    entries[0].seen[0].firstSeen = kNoon;
    EXPECT_TRUE(check().empty());
    EXPECT_FALSE(last.next.has_value());
}

TEST_F(NoticeTest, Certificate_lapsedTwoDaysAgo_stillWarns) {
    entries = {ownEntry("a", kNoon - days(2) - hours(1))};
    ASSERT_EQ(check().size(), 1U);
    EXPECT_EQ(last.notice->items[0].threshold, -2);
    EXPECT_EQ(last.notice->items[0].daysLeft, -2);
}

TEST_F(NoticeTest, Asleep_pastTheWholeWindowAfterTheLapse_givesOneNotice) {
    entries = {ownEntry("a", kNoon + days(5))};
    EXPECT_EQ(check().size(), 1U);
    clock.advance(days(15));
    ASSERT_EQ(check().size(), 1U);
    EXPECT_EQ(last.notice->items[0].daysLeft, -10);
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, KnownCertificate_lapsedHalfAYearAgo_isSilent) {
    entries = {ownEntry("a", kNoon - days(200))};
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, Snooze_takenUnderAClockYearsAhead_isIgnored) {
    entries = {ownEntry("a", kNoon + days(3))};
    check();
    announced["a"].snoozedUntil = kNoon + days(3650);
    clock.advance(days(2));
    EXPECT_EQ(check().size(), 1U);
}

TEST_F(NoticeTest, Key_notKnown_isSilent) {
    entries = {ownEntry("a", kNoon + days(5))};
    entries[0].keys.clear();
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, CaCertificate_withKnownKey_warns) {
    entries = {ownEntry("a", kNoon + days(5))};
    entries[0].certificate.isCa = true;
    EXPECT_EQ(check().size(), 1U);
}

TEST_F(NoticeTest, Superseded_certificate_isSilent) {
    entries = {ownEntry("a", kNoon + days(5))};
    entries[0].supersededBy = "b";
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, OwnThresholds_empty_muteTheCertificate) {
    entries = {ownEntry("a", kNoon + days(5)), ownEntry("b", kNoon + days(5))};
    settings.certificateThresholds["a"] = {};
    const auto items = check();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].entry.certificate.id, "b");
}

TEST_F(NoticeTest, OwnThresholds_replaceTheCommonOnes) {
    entries = {ownEntry("a", kNoon + days(80))};
    settings.certificateThresholds["a"] = {90};
    ASSERT_EQ(check().size(), 1U);
    EXPECT_EQ(last.notice->items[0].threshold, 90);
}

TEST_F(NoticeTest, QuietHours_holdTheNotice_untilTheyEnd) {
    settings.quietHours = {21 * 60, 8 * 60};
    clock.setNow(at(2026, 11, 18, 23));
    entries = {ownEntry("a", kNoon + days(20))};
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, at(2026, 11, 19, 8));
    clock.setNow(*last.next);
    EXPECT_EQ(check().size(), 1U);
}

TEST_F(NoticeTest, QuietHours_areOfTheWallClock_notOfUtc) {
    settings.quietHours = {21 * 60, 8 * 60};
    clock.setUtcOffsetMinutes(5 * 60); // Almaty: 17:00 UTC is 22:00
    clock.setNow(at(2026, 11, 18, 17));
    entries = {ownEntry("a", kNoon + days(20))};
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, at(2026, 11, 19, 3));
}

TEST_F(NoticeTest, Threshold_onSaturday_isBroughtForwardToFriday) {
    const TimePoint due = at(2026, 12, 19, 10); // 14 days before is Saturday 5 December
    clock.setNow(at(2026, 11, 20, 12));
    entries = {ownEntry("a", due)};
    settings.thresholds = {14};
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, at(2026, 12, 4, 10));
}

TEST_F(NoticeTest, Threshold_onSunday_comesOnSundayWhereTheSettingIsOff) {
    settings.weekendsForward = false;
    settings.thresholds = {14};
    entries = {ownEntry("a", at(2026, 12, 20, 10))};
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, at(2026, 12, 6, 10));
}

TEST_F(NoticeTest, Snooze_anHour_comesAgainAfterAnHourAndNotBefore) {
    entries = {ownEntry("a", kNoon + days(20))};
    check();
    announced["a"].snoozedUntil = snoozeAnHour(clock.now());
    clock.advance(minutes(59));
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, kNoon + hours(1));
    clock.setNow(*last.next);
    EXPECT_EQ(check().size(), 1U);
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, Snooze_overAThreshold_givesOneNoticeAtItsEnd) {
    entries = {ownEntry("a", kNoon + days(8))};
    check();
    announced["a"].snoozedUntil = kNoon + days(2);
    clock.advance(days(1) + hours(12)); // past 7 days before
    EXPECT_TRUE(check().empty());
    clock.setNow(kNoon + days(2));
    EXPECT_EQ(check().size(), 1U);
    clock.advance(minutes(1));
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, Snooze_tomorrowAtNine_isNineOnTheWallClock) {
    clock.setUtcOffsetMinutes(3 * 60);  // Moscow
    clock.setNow(at(2026, 11, 18, 22)); // already 01:00 of the 19th there
    EXPECT_EQ(snoozeTomorrowAtNine(clock, clock.now()), at(2026, 11, 20, 6));
}

TEST_F(NoticeTest, Clock_yearsAheadAndBack_missesNothingAndRepeatsNothing) {
    settings.weekendsForward = false;
    const TimePoint due = kNoon + days(20);
    entries = {ownEntry("a", due)};
    EXPECT_EQ(check().size(), 1U); // 30
    clock.setNow(due + days(1));
    EXPECT_EQ(check().size(), 1U); // a wrong clock says that it lapsed
    clock.setNow(kNoon + hours(1));
    EXPECT_TRUE(check().empty()) << "repeated after the clock was put right";
    const std::vector<TimePoint> expected{due - days(14), due - days(7), due - days(3), due - days(1),
                                          due + days(1),  due + days(2), due + days(3)};
    EXPECT_EQ(liveUntil(due + days(30)), expected) << "missed after the clock was put right";
}

TEST_F(NoticeTest, Clock_backByHours_repeatsNothing) {
    entries = {ownEntry("a", kNoon + days(14))};
    EXPECT_EQ(check().size(), 1U);
    clock.setNow(kNoon - hours(3));
    EXPECT_TRUE(check().empty());
    clock.setNow(kNoon + minutes(1));
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, TimeZone_changed_repeatsNothing) {
    entries = {ownEntry("a", kNoon + days(14) - hours(1))};
    EXPECT_EQ(check().size(), 1U);
    for (const int offset : {-12 * 60, 14 * 60, 5 * 60}) {
        clock.setUtcOffsetMinutes(offset);
        EXPECT_TRUE(check().empty()) << offset;
    }
}

TEST_F(NoticeTest, Renewed_withANewDueDate_startsAfresh) {
    entries = {ownEntry("a", kNoon + days(20))};
    check();
    entries = {ownEntry("a", kNoon + days(25))}; // a container's keyValidity became known
    EXPECT_EQ(check().size(), 1U);
}

TEST_F(NoticeTest, LastChance_adayBeforeRemoteRenewalEnds_firesAndSaysSo) {
    addIssuerThatClosesAtDue();
    settings.thresholds = {14};
    const TimePoint due = at(2026, 11, 27, 15); // a Friday
    entries = {ownEntry("a", due)};
    check();
    EXPECT_EQ(last.next, due - hours(24));
    clock.setNow(due - hours(24));
    const auto items = check();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_TRUE(items[0].lastChance);
    EXPECT_EQ(items[0].remoteRenewalEnds, due);
    EXPECT_TRUE(check().empty());
}

TEST_F(NoticeTest, LastChance_onSunday_comesOnFriday) {
    addIssuerThatClosesAtDue();
    settings.thresholds = {14};
    entries = {ownEntry("a", at(2026, 11, 30, 15))}; // Monday
    check();
    EXPECT_EQ(last.next, at(2026, 11, 27, 15));
}

TEST_F(NoticeTest, LastChance_breaksThroughASnooze) {
    addIssuerThatClosesAtDue();
    const TimePoint due = at(2026, 11, 27, 15);
    entries = {ownEntry("a", due)};
    check();
    announced["a"].snoozedUntil = due + days(3);
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, due - hours(24));
    clock.setNow(*last.next);
    EXPECT_EQ(check().size(), 1U);
}

TEST_F(NoticeTest, Snooze_pastAThresholdAndTheLastChance_wakesForTheLastChance) {
    addIssuerThatClosesAtDue();
    const TimePoint due = at(2026, 12, 3, 15); // a Thursday; 3 days before is a Monday
    entries = {ownEntry("a", due)};
    check();
    announced["a"].snoozedUntil = due + days(1);
    EXPECT_TRUE(check().empty());
    EXPECT_EQ(last.next, due - hours(24));
}

TEST_F(NoticeTest, LastChance_ofAnUnknownCa_doesNotExist) {
    entries = {ownEntry("a", kNoon + hours(20))};
    ASSERT_EQ(check().size(), 1U);
    EXPECT_FALSE(last.notice->lastChance());
}

TEST_F(NoticeTest, Due_isTheEndOfThePrivateKey_whereThatIsEarlier) {
    entries = {ownEntry("a", kNoon + days(400))};
    entries[0].certificate.keyNotAfter = kNoon + days(5);
    const auto items = check();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].due.reason, DueReason::privateKeyUsage);
    EXPECT_EQ(items[0].daysLeft, 5);
}

} // namespace
} // namespace reseal::core
