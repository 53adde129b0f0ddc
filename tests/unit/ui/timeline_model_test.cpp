// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/timeline_model.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

class TimelineTest : public UiTest {
protected:
    [[nodiscard]] Timeline timelineOf(std::vector<core::InventoryEntry> entries) const {
        return buildTimeline(rowsOf(snapshotOf(std::move(entries)), Shelf::mine, words_), words_);
    }
};

TEST_F(TimelineTest, Ticks_thirteenMonthsFromThisOne_januaryCarriesTheYear) {
    const Timeline timeline = timelineOf({});
    ASSERT_EQ(timeline.ticks.size(), 13U);
    EXPECT_EQ(timeline.ticks.front().label, "Mar");
    EXPECT_DOUBLE_EQ(timeline.ticks.front().position, 0.0);
    EXPECT_EQ(timeline.ticks[10].label, "Jan 2027");
    EXPECT_LT(timeline.ticks.back().position, 1.0);
    EXPECT_NEAR(timeline.today, 9.5 / 396, 0.001);
}

TEST_F(TimelineTest, Markers_standByDate_lapsedAtTheLeft_laterCounted) {
    const Timeline timeline = timelineOf({entry("gone", -25), entry("half", 188), entry("far", 700)});
    ASSERT_EQ(timeline.markers.size(), 2U);
    EXPECT_DOUBLE_EQ(timeline.markers[0].position, 0.0);
    EXPECT_NEAR(timeline.markers[1].position, 0.5, 0.01);
    EXPECT_EQ(timeline.later, 1);
}

TEST_F(TimelineTest, Markers_sameDay_differentLanes) {
    const Timeline timeline = timelineOf({entry("a", 50), entry("b", 50), entry("c", 51), entry("d", 51)});
    ASSERT_EQ(timeline.markers.size(), 4U);
    EXPECT_EQ(timeline.markers[0].lane, 0);
    EXPECT_EQ(timeline.markers[1].lane, 1);
    EXPECT_EQ(timeline.markers[2].lane, 2);
    EXPECT_EQ(timeline.markers[3].lane, kTimelineLanes - 1);
}

TEST_F(TimelineTest, Summary_saysWhatIsToBeSeen) {
    EXPECT_EQ(timelineOf({}).summary, "No certificates of yours yet.");
    EXPECT_EQ(timelineOf({entry("gone", -2), entry("soon", 5), entry("far", 700)}).summary,
              "1 certificate has lapsed. 1 certificate is due in the next 13 months. 1 certificate is due later. "
              "Next: Holder soon, 15.03.2026, 5 days left.");
}

} // namespace
} // namespace reseal::ui
