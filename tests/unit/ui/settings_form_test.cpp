// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/settings_form.hpp"
#include "agent/ui/snooze_choices.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

class SettingsFormTest : public UiTest {};

TEST_F(SettingsFormTest, Thresholds_anyOrderAndSeparators_sortedWithoutDuplicates) {
    const auto parsed = parseThresholds(" 3;60, 30 14,14 -1 ");
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.value(), (core::Thresholds{60, 30, 14, 3, -1}));
    EXPECT_EQ(thresholdsText(parsed.value()), "60, 30, 14, 3, -1");
}

TEST_F(SettingsFormTest, Thresholds_empty_none) {
    const auto parsed = parseThresholds("  ");
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed.value().empty());
}

TEST_F(SettingsFormTest, Thresholds_mistakes_refusedWithAdvice) {
    for (const char* text : {"soon", "3.5", "30d", "99999999999", "4000", "--1"}) {
        const auto parsed = parseThresholds(text);
        ASSERT_FALSE(parsed.ok()) << text;
        EXPECT_EQ(parsed.error().reason, "bad_setting");
        EXPECT_FALSE(parsed.error().detail.empty());
    }
}

TEST_F(SettingsFormTest, Sentence_default_saysBeforeAndAfter) {
    EXPECT_EQ(thresholdsSentence(core::defaultThresholds(), words_),
              "Reseal reminds you 60, 30, 14, 7, 3, 1 days before a certificate is due. "
              "If it lapses all the same, it reminds you 3 more times.");
}

TEST_F(SettingsFormTest, SnoozeDays_beginToday) {
    const auto days = snoozeDays(words_);
    ASSERT_EQ(days.size(), static_cast<std::size_t>(kSnoozeDays));
    EXPECT_EQ(days.front().label, "Tuesday, 10 March");
    EXPECT_EQ(days[1].date, std::chrono::year(2026) / std::chrono::March / 11);
}

TEST_F(SettingsFormTest, SnoozeTimes_halfHours) {
    const auto times = snoozeTimes();
    ASSERT_EQ(times.size(), 48U);
    EXPECT_EQ(times[18], "09:00");
    EXPECT_EQ(times.back(), "23:30");
}

} // namespace
} // namespace reseal::ui
