// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_pair.hpp"

#include "tests/support/inventory_samples.hpp"

#include <gtest/gtest.h>

namespace reseal::app {
namespace {

using core::Use;
using std::chrono::days;
using test::at;

const TimePoint kNow = at(2026, 11, 18, 12);

class RenewalPairTest : public testing::Test {
protected:
    RenewalPairTest() {
        entries[1].certificate.usage = {};
        entries[1].certificate.usage.add(Use::authenticate);
    }
    std::vector<std::string> along() { return renewedAlong(entries, "sign", kNow); }

    // One holder's two, issued together.
    std::vector<core::InventoryEntry> entries{test::ownEntry("sign", kNow + days(10), "Aigerim"),
                                              test::ownEntry("auth", kNow + days(10), "Aigerim")};
};

TEST_F(RenewalPairTest, OtherUse_issuedTogether_isRenewedAlong) {
    EXPECT_EQ(along(), std::vector<std::string>{"auth"});
}

TEST_F(RenewalPairTest, SameUse_isNot) {
    entries[1].certificate.usage = entries[0].certificate.usage;
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, AnotherHolder_isNot) {
    entries[1].certificate.subject = "CN=Boris";
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, AnotherIssuer_isNot) {
    entries[1].certificate.issuerName = "Other CA";
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, OtherKeyOfTheSameIssuer_isRenewedAlong) {
    entries[0].certificate.issuerName = "NCA (GOST)";
    entries[1].certificate.issuerName = "NCA (RSA)";
    EXPECT_EQ(along(), std::vector<std::string>{"auth"});
}

TEST_F(RenewalPairTest, IssuedOnAnotherDay_isNot) {
    entries[1].certificate.notBefore += days(2);
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, WithoutItsKey_isNot) {
    entries[1].keys.clear();
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, Lapsed_isNot) {
    entries[1].certificate.notAfter = kNow - days(1);
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, Superseded_isNot) {
    entries[1].supersededBy = "another";
    EXPECT_TRUE(along().empty());
}

TEST_F(RenewalPairTest, UnknownCertificate_hasNone) { EXPECT_TRUE(renewedAlong(entries, "?", kNow).empty()); }

} // namespace
} // namespace reseal::app
