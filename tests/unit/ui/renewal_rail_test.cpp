// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_rail.hpp"

#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using testing::IsEmpty;

using NewKey = core::RenewalView::NewKey;

class RenewalRailTest : public UiTest {
protected:
    [[nodiscard]] std::string said(const std::string& state, NewKey key) const {
        core::RenewalView view;
        view.state = state;
        view.newKey = key;
        return railDescription(renewalRail(view, words_), words_);
    }
};

TEST_F(RenewalRailTest, QuestionBeforeTheKey_isOfTheData) {
    EXPECT_EQ(said("asking", NewKey::none), "Step 1 of 5: Your data");
}

TEST_F(RenewalRailTest, QuestionOfTheKeysPlace_isOfTheNewKey) {
    EXPECT_EQ(said("asking", NewKey::beingMade), "Step 2 of 5: New key");
}

TEST_F(RenewalRailTest, QuestionAfterTheKey_isOfTheIssue) {
    EXPECT_EQ(said("asking", NewKey::made), "Step 3 of 5: Issue");
}

TEST_F(RenewalRailTest, CertificateThatCame_leadsToTheArchive) {
    EXPECT_EQ(said("archiving_old", NewKey::made), "Step 4 of 5: Archive");
}

TEST_F(RenewalRailTest, QuestionOnTheWayIntoTheArchive_isOfTheArchive) {
    core::RenewalView view;
    view.state = "asking";
    view.pausedIn = "archiving_old";
    view.newKey = NewKey::made;
    EXPECT_EQ(railDescription(renewalRail(view, words_), words_), "Step 4 of 5: Archive");
}

TEST_F(RenewalRailTest, BackupOffer_isAtTheLastStage) {
    EXPECT_EQ(said("offering_backup", NewKey::made), "Step 5 of 5: In use");
}

TEST_F(RenewalRailTest, Done_hasEveryStageBehind) {
    core::RenewalView view;
    view.state = "done";
    for (const RailStage& stage : renewalRail(view, words_)) {
        EXPECT_EQ(stage.place, RailStage::Place::behind) << stage.label;
    }
}

TEST_F(RenewalRailTest, EndWithoutACertificate_standsNowhere) {
    EXPECT_THAT(said("rejected", NewKey::made), IsEmpty());
}

} // namespace
} // namespace reseal::ui
