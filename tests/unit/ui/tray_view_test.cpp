// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/tray_view.hpp"
#include "tests/support/fake_resident.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

class TrayViewTest : public UiTest {};

TEST_F(TrayViewTest, View_beforeTheFirstSnapshot_fineAndQuittable) {
    const TrayView view = trayViewOf(nullptr, words_);
    EXPECT_EQ(view.state, core::Severity::fine);
    ASSERT_FALSE(view.menu.empty());
    EXPECT_FALSE(view.menu.front().enabled);
    EXPECT_EQ(view.menu.back().id, "quit");
}

TEST_F(TrayViewTest, View_worstHealth_firstLineAndTitle) {
    const auto snapshot = test::sampleSnapshot(clock_);
    const TrayView view = trayViewOf(&snapshot, words_);
    EXPECT_EQ(view.state, core::Severity::critical);
    EXPECT_THAT(view.title, testing::HasSubstr("the certificate has lapsed"));
    EXPECT_EQ("Reseal: " + view.menu.front().label, view.title);
    EXPECT_TRUE(view.menu[1].id.starts_with(kTrayCertificatePrefix));
    EXPECT_THAT(view.menu[1].label, testing::HasSubstr("lapsed 2 days ago"));
    EXPECT_TRUE(view.menu[4].id.empty()) << "three certificates, then a separator";
}

TEST_F(TrayViewTest, View_allWell_saysSo) {
    const auto snapshot = snapshotOf({entry("a", 300)});
    EXPECT_EQ(trayViewOf(&snapshot, words_).menu.front().label, "All certificates are in order");
}

} // namespace
} // namespace reseal::ui
