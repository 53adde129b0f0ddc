// SPDX-License-Identifier: Apache-2.0
#include "agent/core/wording.hpp"

#include "agent/core/text_safety.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/inventory_samples.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using test::at;

class WordingTest : public testing::Test {
protected:
    Notice noticeOf(std::vector<InventoryEntry> entries) {
        Notice notice;
        notice.id = "n1";
        notice.at = clock.now();
        for (InventoryEntry& entry : entries) {
            const Due due = dueOf(entry.certificate);
            const int left = Wording::calendarDays(clock, clock.now(), due.at);
            notice.items.push_back({std::move(entry), due, 30, left, false, std::nullopt});
        }
        return notice;
    }

    test::FakeClock clock{at(2026, 11, 18, 12)};
    EnglishTexts texts;
    Wording wording{texts, clock};
};

TEST_F(WordingTest, OneCertificate_title_countsItsDays) {
    const Notice notice = noticeOf({test::ownEntry("a", clock.now() + days(1))});
    EXPECT_EQ(wording.noticeTitle(notice), "Your e-signature certificate lapses in 1 day");
}

TEST_F(WordingTest, LastDay_title_saysToday) {
    EXPECT_EQ(wording.noticeTitle(noticeOf({test::ownEntry("a", clock.now() + hours(3))})),
              "Your e-signature certificate lapses today");
}

TEST_F(WordingTest, SeveralCertificates_title_countsThem) {
    const Notice notice =
        noticeOf({test::ownEntry("a", clock.now() + days(1)), test::ownEntry("b", clock.now() + days(2))});
    EXPECT_EQ(wording.noticeTitle(notice), "2 e-signature certificates need renewal");
}

TEST_F(WordingTest, LastChance_body_namesTheDayAfterWhichAVisitIsNeeded) {
    Notice notice = noticeOf({test::ownEntry("a", at(2026, 11, 27, 15))});
    notice.items[0].lastChance = true;
    notice.items[0].remoteRenewalEnds = at(2026, 11, 27, 15);
    EXPECT_NE(wording.noticeBody(notice).find("After Friday, 27 November you will have to visit the CA in person."),
              std::string::npos)
        << wording.noticeBody(notice);
}

TEST_F(WordingTest, ManyCertificates_body_namesFiveAndCountsTheRest) {
    std::vector<InventoryEntry> many;
    for (int i = 0; i < 8; ++i) {
        many.push_back(test::ownEntry(std::to_string(i), clock.now() + days(i + 1)));
    }
    const std::string body = wording.noticeBody(noticeOf(std::move(many)));
    EXPECT_EQ(std::count(body.begin(), body.end(), '\n'), 5);
    EXPECT_NE(body.find("and 3 more"), std::string::npos);
}

TEST_F(WordingTest, TimeLeft_countsCalendarDaysOfTheWallClock) {
    EXPECT_EQ(wording.timeLeft(at(2026, 11, 18, 23)), "lapses today");
    EXPECT_EQ(wording.timeLeft(at(2026, 11, 19, 1)), "1 day left");
    EXPECT_EQ(wording.timeLeft(at(2026, 11, 18, 1)), "lapsed today");
    EXPECT_EQ(wording.timeLeft(at(2026, 11, 16, 23)), "lapsed 2 days ago");
}

TEST_F(WordingTest, Date_ofYearZero_isPrinted) { EXPECT_EQ(wording.date(at(0, 1, 1)), "1 January 0"); }

TEST(Fill, knownAndUnknownGaps_onlyKnownAreReplaced) {
    EXPECT_EQ(fill("{a} and {b} and {", {{"a", "{b}"}}), "{b} and {b} and {");
}

TEST(DisplaySafe, brokenUtf8_isReplaced) {
    EXPECT_EQ(displaySafe("a\xff"
                          "b\xc3"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD");
}

TEST(DisplaySafe, cyrillicAndKazakhLetters_stay) { EXPECT_EQ(displaySafe("Ұлттық Әділет"), "Ұлттық Әділет"); }

TEST(DisplaySafe, longText_isCutOnACharacterBoundary) { EXPECT_EQ(displaySafe("ЖЖЖ", 5), "ЖЖ"); }

TEST(DisplaySafe, overlongAndSurrogateEncodings_areReplaced) {
    EXPECT_EQ(displaySafe("\xC0\xAF").find('/'), std::string::npos);
    EXPECT_EQ(displaySafe("\xED\xA0\x80").find('\xED'), std::string::npos);
}

} // namespace
} // namespace reseal::core
