// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_route.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reseal::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kMine = "3f9a";

core::RenewalCa naming(const std::string& id, std::vector<std::string> missing = {}) {
    return {id, id, std::move(missing), false, {kMine}};
}
core::RenewalCa forAny(const std::string& id) { return {id, id, {}, true, {}}; }
core::RenewalCa forOthersOnly(const std::string& id) { return {id, id, {}, false, {"another"}}; }

std::vector<std::string> ids(const std::vector<const core::RenewalCa*>& cas) {
    std::vector<std::string> ids;
    for (const core::RenewalCa* ca : cas) {
        ids.push_back(ca->id);
    }
    return ids;
}

core::Snapshot with(std::vector<core::RenewalCa> cas) {
    core::Snapshot snapshot;
    snapshot.renewalCas = std::move(cas);
    return snapshot;
}

core::Snapshot afterOneThatEnded(const std::string& state) {
    core::Snapshot snapshot = with({naming("kontur")});
    core::RenewalView view;
    view.certificate = kMine;
    view.state = state;
    view.ended = true;
    snapshot.renewals = {view};
    return snapshot;
}

TEST(RenewalRoute, ofOnePluginThatNamesTheIssuer_isTakenAtOnce) {
    const core::Snapshot snapshot = with({forAny("file"), naming("kontur"), forOthersOnly("nca")});
    const RenewalRoute route = renewalRoute(snapshot, kMine, false);
    ASSERT_NE(route.atOnce, nullptr);
    EXPECT_EQ(route.atOnce->id, "kontur");
    EXPECT_THAT(ids(route.ways), ElementsAre("kontur"));
    EXPECT_THAT(ids(route.others), ElementsAre("file"));
}

TEST(RenewalRoute, ofSeveral_asksAmongTheseAlone) {
    const core::Snapshot snapshot =
        with({forAny("file"), naming("kontur"), naming("ours"), naming("old", {"Address"})});
    const RenewalRoute route = renewalRoute(snapshot, kMine, false);
    EXPECT_EQ(route.atOnce, nullptr);
    EXPECT_THAT(ids(route.ways), ElementsAre("kontur", "ours"));
    EXPECT_THAT(ids(route.others), IsEmpty());
}

TEST(RenewalRoute, ofNone_offersThoseForAnyIssuerBesides) {
    const core::Snapshot snapshot = with({forOthersOnly("nca"), forAny("file")});
    const RenewalRoute route = renewalRoute(snapshot, kMine, false);
    EXPECT_EQ(route.atOnce, nullptr);
    EXPECT_THAT(ids(route.ways), IsEmpty());
    EXPECT_THAT(ids(route.others), ElementsAre("file"));
}

TEST(RenewalRoute, ofOneThatIsNotSetUp_isNoMatchYet) {
    const core::Snapshot snapshot = with({forAny("file"), naming("kontur", {"Address of the gateway"})});
    const RenewalRoute route = renewalRoute(snapshot, kMine, false);
    EXPECT_EQ(route.atOnce, nullptr);
    EXPECT_THAT(ids(route.ways), IsEmpty());
    EXPECT_THAT(ids(route.others), ElementsAre("kontur", "file"));
}

TEST(RenewalRoute, ofOneSetUpBesideOneThatIsNot_isTakenAtOnce) {
    const core::Snapshot snapshot = with({naming("old", {"Address"}), naming("kontur")});
    const RenewalRoute route = renewalRoute(snapshot, kMine, false);
    ASSERT_NE(route.atOnce, nullptr);
    EXPECT_EQ(route.atOnce->id, "kontur");
    EXPECT_THAT(ids(route.others), ElementsAre("old"));
}

TEST(RenewalRoute, whereAVisitIsNeeded_showsTheInstructions) {
    const core::Snapshot snapshot = with({naming("kontur")});
    const RenewalRoute route = renewalRoute(snapshot, kMine, true);
    EXPECT_EQ(route.atOnce, nullptr);
    EXPECT_THAT(ids(route.ways), ElementsAre("kontur"));
}

TEST(RenewalRoute, afterOneThatWasRejectedOrGivenUp_showsTheInstructions) {
    EXPECT_EQ(renewalRoute(afterOneThatEnded("rejected"), kMine, false).atOnce, nullptr);
    EXPECT_EQ(renewalRoute(afterOneThatEnded("cancelled"), kMine, false).atOnce, nullptr);
    EXPECT_NE(renewalRoute(afterOneThatEnded("done"), kMine, false).atOnce, nullptr);
}

TEST(RenewalRoute, ofARequest_offersEveryPlugin) {
    const core::Snapshot snapshot = with({naming("kontur"), forAny("file"), forOthersOnly("nca")});
    const RenewalRoute route = renewalRoute(snapshot, "", false);
    EXPECT_EQ(route.atOnce, nullptr);
    EXPECT_THAT(ids(route.ways), ElementsAre("kontur", "file", "nca"));
    EXPECT_THAT(ids(route.others), IsEmpty());
}

} // namespace
} // namespace reseal::ui
