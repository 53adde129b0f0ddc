// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/certificate_details.hpp"
#include "tests/support/fake_resident.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using core::Severity;

class CertificateListTest : public UiTest {};

TEST_F(CertificateListTest, Rows_mine_soonestFirst) {
    const auto rows =
        rowsOf(snapshotOf({entry("late", 90), entry("soon", 2), entry("middle", 30)}), Shelf::mine, words_);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].id, "soon");
    EXPECT_EQ(rows[1].id, "middle");
    EXPECT_EQ(rows[2].id, "late");
}

TEST_F(CertificateListTest, Shelf_keyUnknown_others) {
    EXPECT_EQ(shelfOf(entry("a", 30, false), clock_), Shelf::others);
    EXPECT_EQ(shelfOf(entry("a", -1, false), clock_), Shelf::past);
}

TEST_F(CertificateListTest, Shelf_caWithKey_mine) {
    auto own = entry("ca", 30);
    own.certificate.isCa = true;
    EXPECT_EQ(shelfOf(own, clock_), Shelf::mine);
}

TEST_F(CertificateListTest, Shelf_superseded_past) {
    auto old = entry("old", 30);
    old.supersededBy = "new";
    EXPECT_EQ(shelfOf(old, clock_), Shelf::past);
}

TEST_F(CertificateListTest, Shelf_lapsed_leavesMineAfterThirtyDays) {
    EXPECT_EQ(shelfOf(entry("a", -30), clock_), Shelf::mine);
    EXPECT_EQ(shelfOf(entry("a", -31), clock_), Shelf::past);
}

TEST_F(CertificateListTest, Shelf_tokenPulledOut_staysMineAndSaysSo) {
    auto away = entry("away", 30);
    away.seen.front().present = false;
    away.keys.front().present = false;
    EXPECT_EQ(shelfOf(away, clock_), Shelf::mine);
    EXPECT_EQ(rowsOf(snapshotOf({away}), Shelf::mine, words_).front().state, "Not here now");
}

TEST_F(CertificateListTest, State_whileItIsRenewed_saysSo) {
    auto snapshot = snapshotOf({entry("soon", 2), entry("other", 2)});
    snapshot.renewals.push_back({.id = "r", .certificate = "soon", .along = {}, .state = "waiting_for_ca"});
    const auto rows = rowsOf(snapshot, Shelf::mine, words_);
    EXPECT_EQ(rows.at(0).state, "Being renewed");
    EXPECT_EQ(rows.at(1).state, "Renew now");
}

TEST_F(CertificateListTest, Severity_followsDaysLeft) {
    const core::Settings settings;
    EXPECT_EQ(severityOf(entry("a", -1), settings, clock_), Severity::critical);
    EXPECT_EQ(severityOf(entry("a", 7), settings, clock_), Severity::critical);
    EXPECT_EQ(severityOf(entry("a", 8), settings, clock_), Severity::warning);
    EXPECT_EQ(severityOf(entry("a", 30), settings, clock_), Severity::warning);
    EXPECT_EQ(severityOf(entry("a", 31), settings, clock_), Severity::notice);
    EXPECT_EQ(severityOf(entry("a", 60), settings, clock_), Severity::notice);
    EXPECT_EQ(severityOf(entry("a", 61), settings, clock_), Severity::fine);
}

TEST_F(CertificateListTest, Severity_ownThresholds_setWhenNoticeBegins) {
    core::Settings settings;
    settings.certificateThresholds["a"] = {90, 30};
    EXPECT_EQ(severityOf(entry("a", 80), settings, clock_), Severity::notice);
}

TEST_F(CertificateListTest, Filter_findsByHolderIdentifierIssuerAndFile) {
    auto one = entry("one", 30);
    one.certificate.holder.name = "Семёнов Әлихан";
    one.certificate.holder.iin = "850101300123";
    one.certificate.issuerName = "УЦ ФНС";
    one.seen.front().path = "/home/x/Ключи/Договор.p12";
    const auto rows = rowsOf(snapshotOf({one, entry("two", 40)}), Shelf::mine, words_);
    for (const char* query : {"СЕМЕНОВ", "әлихан", "300123", "фнс", "договор", "уц семёнов", "  "}) {
        const auto kept = filterRows(rows, query);
        ASSERT_FALSE(kept.empty()) << query;
        EXPECT_EQ(kept.front().id, "one") << query;
    }
    EXPECT_EQ(filterRows(rows, "фнс").size(), 1U);
    EXPECT_TRUE(filterRows(rows, "фнс nothing").empty());
}

TEST_F(CertificateListTest, Details_sayWhichDateBitesAndWhere) {
    const auto snapshot = test::sampleSnapshot(clock_);
    const auto found = std::ranges::find_if(snapshot.entries, [](const core::InventoryEntry& each) {
        return each.certificate.holder.snils == "11223344595";
    });
    ASSERT_NE(found, snapshot.entries.end());
    const std::string text = detailsText(detailsOf(*found, snapshot, words_));
    EXPECT_THAT(text, testing::HasSubstr("Why then: the private key may not be used any longer"));
    EXPECT_THAT(text, testing::HasSubstr("SNILS: 11223344595"));
    EXPECT_THAT(text, testing::HasSubstr("INN of the organisation: 7707083893"));
    EXPECT_THAT(text, testing::HasSubstr("ivanova.pfx"));
}

} // namespace
} // namespace reseal::ui
