// SPDX-License-Identifier: Apache-2.0
// What is stored comes back; what was seen stays.
#include "storage/connection.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using std::chrono::hours;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class CertificateStoreTest : public ProfileTest {
protected:
    void SetUp() override { open(); }

    [[nodiscard]] std::int64_t rowsWritten() const { return sqlite3_total_changes64(database_->connection().handle()); }
};

TEST_F(CertificateStoreTest, Certificate_recorded_comesBackWhole) {
    core::FileReading one = reading("/home/a/one.pem", {7});
    one.certificates[0].certificate.gostFingerprint = {1, 2, 3, 4, 5, 6, 7, 8};
    scan("/home/a", {one});
    reopen();

    const core::Certificate& stored = entryOf(7).certificate;
    const core::Certificate& given = one.certificates[0].certificate;
    EXPECT_EQ(stored.subject, given.subject);
    EXPECT_EQ(stored.issuer, given.issuer);
    EXPECT_EQ(stored.issuerName, given.issuerName);
    EXPECT_EQ(stored.serial, given.serial);
    EXPECT_EQ(stored.holder, given.holder);
    EXPECT_EQ(stored.usage, given.usage);
    EXPECT_EQ(stored.algorithm, given.algorithm);
    EXPECT_EQ(stored.notBefore, given.notBefore);
    EXPECT_EQ(stored.notAfter, given.notAfter);
    EXPECT_EQ(stored.keyNotAfter, given.keyNotAfter);
    EXPECT_EQ(stored.isCa, given.isCa);
    EXPECT_EQ(stored.spkiSha256, given.spkiSha256);
    EXPECT_EQ(stored.gostFingerprint, given.gostFingerprint);
    EXPECT_EQ(stored.authorityKeyId, given.authorityKeyId);
}

TEST_F(CertificateStoreTest, Certificate_ofTheYear9999AndTheYear0_comesBackWhole) {
    core::FileReading one = reading("/a/one.pem", {1});
    one.certificates[0].certificate.notBefore = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
    one.certificates[0].certificate.notAfter = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
    one.certificates[0].certificate.keyNotAfter.reset();
    scan("/a", {one});
    EXPECT_EQ(entryOf(1).certificate.notBefore, one.certificates[0].certificate.notBefore);
    EXPECT_EQ(entryOf(1).certificate.notAfter, one.certificates[0].certificate.notAfter);
    EXPECT_FALSE(entryOf(1).certificate.keyNotAfter);
}

TEST_F(CertificateStoreTest, Der_ofAKnownCertificate_comesBackByteForByte) {
    scan("/a", {reading("/a/one.pem", {300})});
    const auto der = store_->der(certificate(300).certificate.id);
    ASSERT_TRUE(der.ok());
    EXPECT_EQ(der.value(), certificate(300).der);
}

TEST_F(CertificateStoreTest, Der_ofAnUnknownOrSenselessId_isNotFound) {
    for (const std::string& id : {certificate(1).certificate.id, std::string("xyz"), std::string(64, 'g')}) {
        const auto der = store_->der(id);
        ASSERT_FALSE(der.ok());
        EXPECT_EQ(der.error().category, Category::notFound);
        EXPECT_EQ(der.error().reason, "unknown_certificate");
    }
}

TEST_F(CertificateStoreTest, Sighting_ofAnUnchangedFile_isLastSeenAtTheLatestScanWithoutWritingTheFile) {
    scan("/a", {reading("/a/sub/one.pem", {1})});
    clock_.advance(hours(5));
    const std::int64_t before = rowsWritten();
    scan("/a", {});
    EXPECT_EQ(rowsWritten() - before, 2); // the root, and the count of changes

    const core::InventoryEntry entry = entryOf(1);
    ASSERT_THAT(entry.seen, SizeIs(1));
    EXPECT_EQ(entry.seen[0].path, "/a/sub/one.pem");
    EXPECT_EQ(entry.seen[0].kind, core::FileKind::pem);
    EXPECT_EQ(entry.seen[0].firstSeen, kStart);
    EXPECT_EQ(entry.seen[0].lastSeen, kStart + hours(5));
    EXPECT_TRUE(entry.seen[0].present);
}

TEST_F(CertificateStoreTest, Sighting_underNestedRoots_isLastSeenAtTheLatestOfThem) {
    scan("/a", {reading("/a/sub/one.pem", {1}), reading("/a/subway/two.pem", {2})});
    clock_.advance(hours(1));
    scan("/a/sub", {});
    EXPECT_EQ(entryOf(1).seen.at(0).lastSeen, kStart + hours(1));
    EXPECT_EQ(entryOf(2).seen.at(0).lastSeen, kStart);
    clock_.advance(hours(1));
    scan("/", {});
    EXPECT_EQ(entryOf(1).seen.at(0).lastSeen, kStart + hours(2));
    EXPECT_EQ(entryOf(2).seen.at(0).lastSeen, kStart + hours(2));
}

TEST_F(CertificateStoreTest, Scan_readingTheSameAgain_writesNothingButTheRoot) {
    core::FileReading one = reading("/a/one.pem", {1, 2});
    one.keys.push_back(keyOf(one.certificates[0].certificate));
    scan("/a", {one});
    const std::int64_t before = rowsWritten();
    clock_.advance(hours(1));
    scan("/a", {one});
    EXPECT_EQ(rowsWritten() - before, 2);
}

TEST_F(CertificateStoreTest, File_gone_keepsItsHistoryAndWhenItWasLastSeen) {
    scan("/a", {reading("/a/one.pem", {1})});
    clock_.advance(hours(3));
    scan("/a", {});
    clock_.advance(hours(3));
    scan("/a", {}, {"/a/one.pem", "/a/never-there.pem"});
    clock_.advance(hours(3));
    scan("/a", {});
    reopen();

    const core::InventoryEntry entry = entryOf(1);
    ASSERT_THAT(entry.seen, SizeIs(1));
    EXPECT_FALSE(entry.seen[0].present);
    EXPECT_EQ(entry.seen[0].firstSeen, kStart);
    EXPECT_EQ(entry.seen[0].lastSeen, kStart + hours(3));
    EXPECT_THAT(store_->knownFiles("/a").value(), IsEmpty());
    EXPECT_TRUE(store_->der(certificate(1).certificate.id).ok());
}

TEST_F(CertificateStoreTest, File_goneAndBackAgain_isPresentWithItsFirstSighting) {
    scan("/a", {reading("/a/one.pem", {1})});
    clock_.advance(hours(1));
    scan("/a", {}, {"/a/one.pem"});
    clock_.advance(hours(1));
    scan("/a", {reading("/a/one.pem", {1})});
    const core::InventoryEntry entry = entryOf(1);
    ASSERT_THAT(entry.seen, SizeIs(1));
    EXPECT_TRUE(entry.seen[0].present);
    EXPECT_EQ(entry.seen[0].firstSeen, kStart);
    EXPECT_EQ(entry.seen[0].lastSeen, kStart + hours(2));
}

TEST_F(CertificateStoreTest, File_replacedContent_keepsTheEarlierSightingAsNotPresent) {
    scan("/a", {reading("/a/one.pem", {1, 2}, 1)});
    clock_.advance(hours(1));
    scan("/a", {reading("/a/one.pem", {2, 3}, 2)});
    clock_.advance(hours(1));
    scan("/a", {});

    EXPECT_FALSE(entryOf(1).seen.at(0).present);
    EXPECT_EQ(entryOf(1).seen.at(0).lastSeen, kStart);
    EXPECT_TRUE(entryOf(2).seen.at(0).present);
    EXPECT_EQ(entryOf(2).seen.at(0).firstSeen, kStart);
    EXPECT_EQ(entryOf(2).seen.at(0).lastSeen, kStart + hours(2));
    EXPECT_TRUE(entryOf(3).seen.at(0).present);
    EXPECT_EQ(entryOf(3).seen.at(0).firstSeen, kStart + hours(1));
    EXPECT_EQ(store_->knownFiles("/a").value().at("/a/one.pem").modified, 2);

    clock_.advance(hours(1));
    scan("/a", {reading("/a/one.pem", {1}, 3)}); // and back
    EXPECT_TRUE(entryOf(1).seen.at(0).present);
    EXPECT_EQ(entryOf(1).seen.at(0).firstSeen, kStart);
    EXPECT_EQ(entryOf(2).seen.at(0).lastSeen, kStart + hours(2));
}

TEST_F(CertificateStoreTest, Certificate_inSeveralFilesAndTwiceInOne_isOneEntryWithEachFileOnce) {
    scan("/a", {reading("/a/z.pem", {1, 1}), reading("/a/b.pem", {1}), reading("/a/c.pem", {1})}, {});
    scan("/a", {}, {"/a/b.pem"});
    ASSERT_THAT(entries(), SizeIs(1));
    const core::InventoryEntry entry = entryOf(1);
    ASSERT_THAT(entry.seen, SizeIs(3));
    EXPECT_EQ(entry.seen[0].path, "/a/c.pem"); // present ones first
    EXPECT_EQ(entry.seen[1].path, "/a/z.pem");
    EXPECT_EQ(entry.seen[2].path, "/a/b.pem");
}

TEST_F(CertificateStoreTest, Certificate_interpretedAnewByANewerProgram_isBroughtUpToDate) {
    scan("/a", {reading("/a/one.pem", {1})});
    core::FileReading again = reading("/a/one.pem", {1}, 2);
    again.certificates[0].certificate.holder.iin = "880101300123";
    again.certificates[0].certificate.keyNotAfter.reset();
    again.certificates[0].certificate.holderRoles = "head";
    scan("/a", {again});
    EXPECT_EQ(entryOf(1).certificate.holder.iin, "880101300123");
    EXPECT_EQ(entryOf(1).certificate.holderRoles, "head");
    EXPECT_FALSE(entryOf(1).certificate.keyNotAfter);
}

TEST_F(CertificateStoreTest, KnownFiles_ofARoot_areThoseAtOrBelowIt) {
    scan("/a", {reading("/a/b/one", {}), reading("/a/b!", {}), reading("/a/b0", {}), reading("/a/b", {}),
                reading("/a/bc/two", {})});
    const auto paths = [&](const std::string& root) {
        std::vector<std::string> result;
        const auto known = store_->knownFiles(root);
        for (const auto& [path, stamp] : known.value()) {
            result.push_back(path);
        }
        return result;
    };
    EXPECT_THAT(paths("/a/b"), UnorderedElementsAre("/a/b", "/a/b/one"));
    EXPECT_THAT(paths("/a/b/"), UnorderedElementsAre("/a/b", "/a/b/one"));
    EXPECT_THAT(paths("/"), SizeIs(5));
    EXPECT_THAT(paths("/a/b/one"), UnorderedElementsAre("/a/b/one"));
    EXPECT_THAT(paths("/b"), IsEmpty());
}

TEST_F(CertificateStoreTest, KnownFiles_stamp_comesBackWithAll64Bits) {
    core::FileReading one = reading("/a/one", {});
    one.stamp = {1LL << 40, -5, INT64_MAX, UINT64_MAX};
    scan("/a", {one});
    EXPECT_THAT(store_->knownFiles("/a").value(), UnorderedElementsAre(Pair("/a/one", one.stamp)));
}

TEST_F(CertificateStoreTest, Path_thatIsNotUtf8_comesBackByteForByte) {
    const std::string path = "/a/\xCF\xF0\xE8\xE2\xE5\xF2'%_.cer"; // CP1251
    scan("/a", {reading(path, {1})});
    reopen();
    EXPECT_EQ(entryOf(1).seen.at(0).path, path);
    EXPECT_EQ(store_->knownFiles("/a").value().count(path), 1U);
}

TEST_F(CertificateStoreTest, Refusals_areThoseOfFilesStillPresent) {
    core::FileReading bad = reading("/a/bad.pem", {});
    bad.refusal = core::Refusal{"/a/bad.pem", "bad_pem", "This file is cut short."};
    core::FileReading gone = reading("/a/gone.pem", {});
    gone.refusal = core::Refusal{"/a/gone.pem", "read_failed", ""};
    core::FileReading mended = reading("/a/mended.pem", {});
    mended.refusal = core::Refusal{"/a/mended.pem", "bad_pem", "x"};
    scan("/a", {bad, gone, mended});
    scan("/a", {reading("/a/mended.pem", {1}, 2)}, {"/a/gone.pem"});
    const auto refusals = store_->refusals();
    ASSERT_THAT(refusals.value(), SizeIs(1));
    EXPECT_EQ(refusals.value()[0].path, "/a/bad.pem");
    EXPECT_EQ(refusals.value()[0].reason, "bad_pem");
    EXPECT_EQ(refusals.value()[0].detail, "This file is cut short.");
}

TEST_F(CertificateStoreTest, LockedFiles_unlockedLater_areNoLongerLocked) {
    core::FileReading locked = reading("/a/mine.p12", {});
    locked.kind = core::FileKind::pkcs12;
    locked.locked = true;
    scan("/a", {locked});
    clock_.advance(hours(1));
    scan("/a", {});
    ASSERT_THAT(store_->lockedFiles().value(), SizeIs(1));
    EXPECT_EQ(store_->lockedFiles().value()[0].path, "/a/mine.p12");
    EXPECT_EQ(store_->lockedFiles().value()[0].lastSeen, kStart + hours(1));
    clock_.advance(hours(1));
    scan("/a", {}, {"/a/mine.p12"});
    EXPECT_FALSE(store_->lockedFiles().value().at(0).present);
    EXPECT_EQ(store_->lockedFiles().value().at(0).lastSeen, kStart + hours(1));
    core::FileReading open = reading("/a/mine.p12", {1});
    open.kind = core::FileKind::pkcs12;
    scan("/a", {open});
    EXPECT_THAT(store_->lockedFiles().value(), IsEmpty());
    EXPECT_EQ(entryOf(1).seen.at(0).kind, core::FileKind::pkcs12);
}

TEST_F(CertificateStoreTest, File_withCertificatesAndARefusal_keepsBoth) {
    core::FileReading bundle = reading("/a/ca.pem", {1, 2});
    bundle.refusal = core::Refusal{"/a/ca.pem", "decode_failed", "some are damaged"};
    scan("/a", {bundle});
    const std::int64_t before = rowsWritten();
    scan("/a", {bundle});
    EXPECT_EQ(rowsWritten() - before, 2); // the root, and the count of changes
    EXPECT_TRUE(entryOf(2).seen.at(0).present);
    ASSERT_THAT(store_->refusals().value(), SizeIs(1));
    EXPECT_EQ(store_->refusals().value()[0].reason, "decode_failed");
    EXPECT_THAT(store_->lockedFiles().value(), IsEmpty());
    EXPECT_EQ(store_->knownFiles("/a").value().at("/a/ca.pem"), bundle.stamp);
}

TEST_F(CertificateStoreTest, File_sameStampOpenedLessFar_keepsWhatWasFound) {
    core::FileReading open = reading("/a/mine.p12", {1});
    open.keys.push_back(keyOf(open.certificates[0].certificate));
    scan("/a", {open});
    core::FileReading shut = reading("/a/mine.p12", {});
    shut.locked = true;
    shut.refusal = core::Refusal{"/a/mine.p12", "bad_passphrase", "x"};
    clock_.advance(hours(1));
    scan("/a", {shut});
    EXPECT_TRUE(entryOf(1).seen.at(0).present);
    EXPECT_TRUE(entryOf(1).keys.at(0).present);
    EXPECT_EQ(entryOf(1).seen.at(0).lastSeen, kStart + hours(1));
    EXPECT_THAT(store_->lockedFiles().value(), IsEmpty());
    EXPECT_THAT(store_->refusals().value(), IsEmpty());

    core::FileReading keyShut = open;
    keyShut.keys[0].locked = true;
    scan("/a", {keyShut});
    EXPECT_FALSE(entryOf(1).keys.at(0).locked);

    shut.stamp.modified = 2; // now it is another file
    scan("/a", {shut});
    EXPECT_FALSE(entryOf(1).seen.at(0).present);
    EXPECT_THAT(store_->lockedFiles().value(), SizeIs(1));
}

TEST_F(CertificateStoreTest, File_goneAndBackWithTheSameStampOpenedLessFar_isPresentAsItWas) {
    scan("/a", {reading("/a/mine.p12", {1})});
    scan("/a", {}, {"/a/mine.p12"});
    clock_.advance(hours(1));
    core::FileReading shut = reading("/a/mine.p12", {});
    shut.locked = true;
    scan("/a", {shut});
    EXPECT_TRUE(entryOf(1).seen.at(0).present);
    EXPECT_EQ(entryOf(1).seen.at(0).lastSeen, kStart + hours(1));
    EXPECT_THAT(store_->lockedFiles().value(), IsEmpty());
    EXPECT_EQ(store_->knownFiles("/a").value().count("/a/mine.p12"), 1U);
}

TEST_F(CertificateStoreTest, File_replacedByAPipe_isRefusedAndHoldsNothing) {
    scan("/a", {reading("/a/one.pem", {1})});
    core::FileReading pipe;
    pipe.path = "/a/one.pem";
    pipe.refusal = core::Refusal{pipe.path, "read_failed", "x"};
    scan("/a", {pipe});
    EXPECT_FALSE(entryOf(1).seen.at(0).present);
    EXPECT_THAT(store_->refusals().value(), SizeIs(1));
    EXPECT_EQ(store_->knownFiles("/a").value().at("/a/one.pem"), core::FileStamp{});
}

TEST_F(CertificateStoreTest, ShutFiles_areThoseThatAPasswordMayOpen) {
    core::FileReading locked = reading("/a/locked.p12", {});
    locked.locked = true;
    core::FileReading refused = reading("/a/refused.p12", {});
    refused.refusal = core::Refusal{"/a/refused.p12", "bad_passphrase", "x"};
    core::FileReading damaged = reading("/a/damaged.pem", {});
    damaged.refusal = core::Refusal{"/a/damaged.pem", "bad_pem", "x"};
    core::FileReading key = reading("/a/key.pem", {1});
    key.keys.emplace_back().locked = true; // no certificate is known to be its own
    core::FileReading open = reading("/a/open.pem", {2});
    open.keys.push_back(keyOf(open.certificates[0].certificate));
    core::FileReading container = reading("/a/c.000/header.key", {3});
    container.kind = core::FileKind::cryptopro;
    container.keys.emplace_back().gostFingerprint = Bytes(8, 1);
    container.keys[0].locked = true;
    core::FileReading gone = reading("/a/gone.p12", {});
    gone.locked = true;
    core::FileReading elsewhere = reading("/b/locked.p12", {});
    elsewhere.locked = true;
    scan("/a", {locked, refused, damaged, key, open, container, gone});
    scan("/a", {}, {"/a/gone.p12"});
    scan("/b", {elsewhere});
    EXPECT_THAT(store_->shutFiles("/a").value(), UnorderedElementsAre("/a/locked.p12", "/a/refused.p12", "/a/key.pem"));
    EXPECT_THAT(store_->shutFiles("/a/key.pem").value(), UnorderedElementsAre("/a/key.pem"));
    EXPECT_THAT(store_->shutFiles("/").value(), SizeIs(4));
}

TEST_F(CertificateStoreTest, Scan_withASenselessId_changesNothing) {
    core::FileReading bad = reading("/a/bad.pem", {2});
    bad.certificates[0].certificate.id = "12";
    const Status recorded = store_->recordScan("/a", std::vector{reading("/a/one.pem", {1}), bad}, {}, kStart);
    ASSERT_FALSE(recorded.ok());
    EXPECT_EQ(recorded.error().reason, "bad_certificate_id");
    EXPECT_THAT(entries(), IsEmpty());
    EXPECT_THAT(store_->knownFiles("/a").value(), IsEmpty());
}

TEST_F(CertificateStoreTest, Source_addedTwiceAndRemoved_isThereOnceThenNotFound) {
    ASSERT_TRUE(store_->addSource("/b", kStart + hours(1)).ok());
    ASSERT_TRUE(store_->addSource("/a", kStart + hours(2)).ok());
    ASSERT_TRUE(store_->addSource("/b", kStart + hours(3)).ok());
    scan("/b", {reading("/b/one.pem", {1})});
    reopen();
    ASSERT_THAT(store_->sources().value(), SizeIs(2));
    EXPECT_EQ(store_->sources().value()[0].path, "/b");
    EXPECT_EQ(store_->sources().value()[0].added, kStart + hours(1));
    ASSERT_TRUE(store_->removeSource("/b").ok());
    EXPECT_THAT(store_->sources().value(), SizeIs(1));
    EXPECT_THAT(entries(), SizeIs(1)); // history stays
    const Status again = store_->removeSource("/b");
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().category, Category::notFound);
}

} // namespace
} // namespace reseal::storage::test
