// SPDX-License-Identifier: Apache-2.0
#include "tests/support/inventory_samples.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

using std::chrono::days;
using test::at;
using test::ownEntry;

const TimePoint kNow = at(2026, 11, 18, 12);

class SupersededTest : public testing::Test {
protected:
    std::string successorOfOld() {
        markSuperseded(entries, kNow);
        return entries[0].supersededBy;
    }

    // Two certificates of one holder, the second newer and longer.
    std::vector<InventoryEntry> entries{ownEntry("old", kNow + days(10), "Anna"),
                                        ownEntry("new", kNow + days(300), "Anna")};
};

TEST_F(SupersededTest, LaterCertificate_ofTheSameHolderAndUse_supersedes) {
    EXPECT_EQ(successorOfOld(), "new");
    EXPECT_EQ(entries[1].supersededBy, "");
}

TEST_F(SupersededTest, LaterCertificate_ofAnotherHolder_doesNot) {
    entries[1].certificate.subject = "CN=Boris";
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, SameIdentifier_withAnotherName_supersedes) {
    entries[0].certificate.holder.iin = entries[1].certificate.holder.iin = "123456789012";
    entries[1].certificate.subject = "CN=Anna Married";
    EXPECT_EQ(successorOfOld(), "new");
}

TEST_F(SupersededTest, SamePerson_forAnotherOrganisation_doesNot) {
    entries[0].certificate.holder.iin = entries[1].certificate.holder.iin = "123456789012";
    entries[1].certificate.holder.bin = "999999999999";
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, LaterCertificate_thatCannotDoAllTheOlderDoes_doesNot) {
    entries[0].certificate.usage.add(Use::encrypt);
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, LaterCertificate_whoseKeyIsNotThere_doesNotSilenceOneWithAKey) {
    entries[1].keys.clear();
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, LaterCertificate_thatHasItselfLapsed_doesNot) {
    entries[0].certificate.notAfter = kNow - days(20);
    entries[0].certificate.notBefore = kNow - days(900);
    entries[1].certificate.notAfter = kNow - days(10);
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, LaterCertificate_validOnlyAfterTheOlderEnds_doesNot) {
    entries[1].certificate.notBefore = kNow + days(20);
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, ThreeInARow_theLongestLastingIsNamed) {
    entries.push_back(ownEntry("newest", kNow + days(600), "Anna"));
    entries[2].certificate.notBefore = kNow - days(1);
    EXPECT_EQ(successorOfOld(), "newest");
    EXPECT_EQ(entries[1].supersededBy, "newest");
}

TEST_F(SupersededTest, NewerCaCertificate_ofSomebodyElse_doesNot) {
    for (InventoryEntry& entry : entries) {
        entry.certificate.isCa = true;
        entry.keys.clear();
    }
    EXPECT_EQ(successorOfOld(), "");
}

TEST_F(SupersededTest, OwnCertificateThatSaysCa_isSupersededLikeAnyOther) {
    entries[0].certificate.isCa = true;
    EXPECT_EQ(successorOfOld(), "new");
}

TEST_F(SupersededTest, NamelessCertificates_neverSupersedeEachOther) {
    entries[0].certificate.subject = entries[1].certificate.subject = "";
    EXPECT_EQ(successorOfOld(), "");
}

} // namespace
} // namespace reseal::core
