// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/revocation_list.hpp"

#include "agent/crypto/der_writer.hpp"
#include "revocation_fixtures.hpp"
#include "tests/support/x509_fixtures.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

const Issued& rsaAuthority() {
    static const Issued kAuthority = authority("rsa-2048", "Authority");
    return kAuthority;
}

std::string reasonOf(ByteView file) {
    const auto list = RevocationList::read(file);
    return list ? "read" : list.error().reason;
}

TEST(RevocationList, inDer_isRead) { EXPECT_EQ(reasonOf(makeList(rsaAuthority(), {})), "read"); }
TEST(RevocationList, inPem_isRead) {
    EXPECT_EQ(reasonOf(asBytes(toPem("X509 CRL", makeList(rsaAuthority(), {})))), "read");
}
TEST(RevocationList, ofNothing_isDamaged) { EXPECT_EQ(reasonOf({}), "list_damaged"); }
TEST(RevocationList, thatIsACertificate_isDamaged) { EXPECT_EQ(reasonOf(rsaAuthority().certificate), "list_damaged"); }
TEST(RevocationList, withMoreBehindIt_isDamaged) {
    EXPECT_EQ(reasonOf(joined({makeList(rsaAuthority(), {}), Bytes{5, 0}})), "list_damaged");
}
TEST(RevocationList, withTheSameExtensionTwice_isDamaged) {
    const Bytes number = extensionOf("2.5.29.20", derInteger(15));
    EXPECT_EQ(reasonOf(makeList(rsaAuthority(), {.extensions = {number}})), "list_damaged");
}
TEST(RevocationList, withNegativeNumber_isDamaged) {
    const Bytes number = extensionOf("2.5.29.20", Bytes{2, 1, 0xFF});
    EXPECT_EQ(reasonOf(makeList(rsaAuthority(), {.number = {}, .extensions = {number}})), "list_damaged");
}
TEST(RevocationList, withEntryOutOfShape_isDamaged) {
    RevokedEntry entry{derInteger(5), "yesterday"};
    EXPECT_EQ(reasonOf(makeList(rsaAuthority(), {.revoked = {entry}})), "list_damaged");
}

TEST(RevocationList, times_areRead) {
    const auto list = need(RevocationList::read(makeList(rsaAuthority(), {})));
    EXPECT_EQ(list.thisUpdate(), day(5, 1));
    EXPECT_EQ(list.nextUpdate(), day(6, 1));
}
TEST(RevocationList, withoutNextUpdate_hasNone) {
    EXPECT_FALSE(need(RevocationList::read(makeList(rsaAuthority(), {.nextUpdate = ""}))).nextUpdate());
}
TEST(RevocationList, number_hasNoLeadingZeros) {
    EXPECT_EQ(need(RevocationList::read(makeList(rsaAuthority(), {.number = 200}))).number(), Bytes{200});
}
TEST(RevocationList, withDeltaIndicator_isDelta) {
    EXPECT_TRUE(need(RevocationList::read(makeList(rsaAuthority(), {.number = 10, .base = 14}))).isDelta());
}
TEST(RevocationList, withUnknownCriticalExtension_saysSo) {
    const Bytes odd = extensionOf("1.2.3.4", derNull(), true);
    EXPECT_TRUE(need(RevocationList::read(makeList(rsaAuthority(), {.extensions = {odd}}))).hasUnknownRules());
}
TEST(RevocationList, withUnknownExtensionThatIsNotCritical_isUsable) {
    const Bytes odd = extensionOf("1.2.3.4", derNull());
    EXPECT_FALSE(need(RevocationList::read(makeList(rsaAuthority(), {.extensions = {odd}}))).hasUnknownRules());
}
TEST(RevocationList, withUnknownCriticalExtensionOfAnEntry_saysSo) {
    RevokedEntry entry{derInteger(5)};
    entry.extensions = {extensionOf("2.5.29.29", derNull(), true)};
    EXPECT_TRUE(need(RevocationList::read(makeList(rsaAuthority(), {.revoked = {entry}}))).hasUnknownRules());
}

TEST(RevocationListEntry, isFoundBySerial) {
    const auto list = need(RevocationList::read(makeList(
        rsaAuthority(), {.revoked = {{derInteger(5)}, {derInteger(6), "20260302000000Z", 4, "20260201000000Z"}}})));
    const auto entry = list.find(derInteger(6));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->revokedAt, day(3, 2));
    EXPECT_EQ(entry->reason, RevocationReason::superseded);
    EXPECT_EQ(entry->invalidSince, day(2, 1));
}
TEST(RevocationListEntry, ofAnotherSerial_isNotFound) {
    const auto list = need(RevocationList::read(makeList(rsaAuthority(), {.revoked = {{derInteger(5)}}})));
    EXPECT_FALSE(list.find(derInteger(55)));
}
TEST(RevocationListEntry, listThatWasMoved_stillFindsThem) {
    auto first = need(RevocationList::read(makeList(rsaAuthority(), {.revoked = {{derInteger(5)}}})));
    const RevocationList moved = std::move(first);
    EXPECT_TRUE(moved.find(derInteger(5)));
}
TEST(RevocationListNumbers, areComparedAsNumbers) {
    EXPECT_TRUE(isLess({0xFF}, {1, 0}));
    EXPECT_FALSE(isLess({2, 0}, {1, 0xFF}));
    EXPECT_FALSE(isLess({7}, {7}));
}

} // namespace
} // namespace reseal::crypto
