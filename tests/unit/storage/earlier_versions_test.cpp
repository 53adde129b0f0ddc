// SPDX-License-Identifier: Apache-2.0
// A file of every earlier version, filled as that version did it (earlier_rows/), is opened by this program: everything
// in it is read back through the stores as it was.
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite_renewal_store.hpp"
#include "storage/vault/sqlite_archive_store.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace reseal::storage::test {
namespace {

using core::FileStamp;
using core::Rot;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int kVault = 2; // versions that brought something
constexpr int kRenewals = 3;
constexpr int kPairs = 4;
constexpr int kRoles = 5;

const std::string kKeys = "/home/anna/keys";

TimePoint at(std::int64_t seconds) { return TimePoint(std::chrono::seconds(seconds)); }
Sha256 sha(std::uint8_t octet) {
    Sha256 all{};
    all.fill(octet);
    return all;
}
std::string idOf(std::uint8_t octet) { return toHex(sha(octet)); }

class EarlierVersionTest : public ProfileTest, public testing::WithParamInterface<int> {
protected:
    void SetUp() override {
        writeFile();
        open();
        ASSERT_NE(database_, nullptr);
    }
    void writeFile() {
        auto made = Database::openWith(folder_.path(), clock_, WhenLost::refuse,
                                       ownMigrations().first(static_cast<std::size_t>(GetParam())));
        ASSERT_TRUE(made.ok());
        for (int version = 1; version <= GetParam(); ++version) {
            const std::string rows = std::string(RESEAL_EARLIER_ROWS) + "/000" + std::to_string(version) + ".sql";
            if (!std::filesystem::exists(rows)) {
                continue; // that version changed no rows
            }
            const Status filled = made.value()->connection().execute(contentOf(rows).c_str());
            ASSERT_TRUE(filled.ok()) << rows << " " << filled.error().detail;
        }
    }
    core::InventoryEntry entryNamed(std::uint8_t octet) {
        for (core::InventoryEntry& entry : entries()) {
            if (entry.certificate.id == idOf(octet)) {
                return std::move(entry);
            }
        }
        ADD_FAILURE() << "no certificate " << idOf(octet);
        return {};
    }
};

class EarlierArchiveTest : public EarlierVersionTest {};
class EarlierRenewalTest : public EarlierVersionTest {};

TEST_P(EarlierVersionTest, file_isOfThisVersion_andWhole) {
    EXPECT_EQ(database_->opening().migratedFrom, GetParam());
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->connection().number("PRAGMA user_version").value(), Database::schemaVersion());
    EXPECT_EQ(notedVersion(database_->connection()), Database::schemaVersion());
    EXPECT_TRUE(checkSchema(database_->connection()).ok());
    EXPECT_TRUE(database_->checkIntegrity().ok());
    EXPECT_EQ(database_->connection().number("SELECT value FROM change_count").value(), 42);
}

TEST_P(EarlierVersionTest, certificates_haveEveryField) {
    ASSERT_THAT(entries(), SizeIs(3));
    const core::Certificate kz = entryNamed(0xa1).certificate;
    EXPECT_EQ(kz.subject, "CN=ИВАНОВА АННА, C=KZ");
    EXPECT_EQ(kz.issuer, "CN=ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022, C=KZ");
    EXPECT_EQ(kz.holder.iin + kz.holder.bin, "123456789011012345678901");
    EXPECT_EQ(kz.holderRoles, GetParam() >= kRoles ? "kz_individual" : "");
    EXPECT_FALSE(kz.keyNotAfter);
    const core::Certificate ru = entryNamed(0xb2).certificate;
    EXPECT_EQ(ru.issuerName, "ООО \"Сертум-Про\"");
    EXPECT_EQ(ru.holder, (core::Holder{"Иванова Анна", "ООО Пример", "123456789012", "1234567890", "12345678901",
                                       "1234567890123", "123456789012345", "", "", "anna@example.ru"}));
    EXPECT_EQ(ru.usage.bits, 3);
    EXPECT_EQ(ru.algorithm, "GOST R 34.10-2012 (256 bit)");
    EXPECT_EQ(std::tie(ru.serial, ru.authorityKeyId), std::make_tuple("7f", "c91358b1"));
    EXPECT_EQ(std::pair(ru.notBefore, ru.notAfter), std::pair(at(1767225600), at(1830297600)));
    EXPECT_EQ(ru.keyNotAfter, at(1798000000)) << "the container's, which is earlier";
    EXPECT_EQ(ru.spkiSha256, sha(0x52));
    EXPECT_TRUE(entryNamed(0xc3).certificate.isCa);
    EXPECT_EQ(store_->der(idOf(0xb2)).value(), (Bytes{0x30, 0x01, 0xbb}));
}

TEST_P(EarlierVersionTest, sightingsAndKeys_areWhereAndWhenTheyWere) {
    const core::InventoryEntry kz = entryNamed(0xa1);
    ASSERT_THAT(kz.seen, SizeIs(1));
    EXPECT_EQ(kz.seen[0].path, kKeys + "/GOST512.p12");
    EXPECT_EQ(kz.seen[0].firstSeen, at(1770000000));
    EXPECT_EQ(kz.seen[0].lastSeen, at(1772000000)) << "with the last scan of its folder";
    ASSERT_THAT(kz.keys, SizeIs(1));
    EXPECT_TRUE(kz.keys[0].locked && kz.keys[0].present);
    const core::InventoryEntry root = entryNamed(0xc3);
    ASSERT_THAT(root.seen, SizeIs(2));
    EXPECT_FALSE(root.seen[0].present || root.seen[1].present);
    EXPECT_EQ(std::max(root.seen[0].lastSeen, root.seen[1].lastSeen), at(1770900000));
    EXPECT_THAT(root.keys, IsEmpty());
    EXPECT_THAT(entryNamed(0xb2).keys, SizeIs(1));
}

// Version 5 has what may hold a role read again; the rest stays as it was read.
TEST_P(EarlierVersionTest, files_areKnownByTheirStamps) {
    const auto files = store_->knownFiles(kKeys).value();
    ASSERT_THAT(files, SizeIs(4));
    EXPECT_EQ(files.at(kKeys + "/anna.000/header.key"),
              (FileStamp{3012, 1769000000000000003, 1769000000000000004, 12}));
    const std::int64_t size = GetParam() < kRoles ? -1 : 4711;
    EXPECT_EQ(files.at(kKeys + "/GOST512.p12"),
              (FileStamp{size, 1769000000000000001, 1769000000000000002, static_cast<std::uint64_t>(-3)}));
    EXPECT_THAT(store_->lockedFiles().value(), SizeIs(1));
    const auto refusals = store_->refusals().value();
    ASSERT_THAT(refusals, SizeIs(1));
    EXPECT_EQ(refusals[0].reason + " " + refusals[0].detail, "bad_pem The text is not valid.");
    const auto sources = store_->sources().value();
    ASSERT_THAT(sources, SizeIs(1));
    EXPECT_EQ(std::pair(sources[0].path, sources[0].added), std::pair(kKeys, at(1770000000)));
}

TEST_P(EarlierVersionTest, settingsAndNotices_areKept) {
    EXPECT_THAT(settings_->load().value(), UnorderedElementsAre(Pair("thresholds", "45,10"), Pair("language", "kk"),
                                                                Pair("first_run_done", "yes")));
    const auto announced = notices_->announced().value();
    ASSERT_THAT(announced, SizeIs(1));
    const core::Announced& mine = announced.at(idOf(0xa1));
    EXPECT_EQ(mine.due, at(1798761600));
    EXPECT_THAT(mine.thresholds, ElementsAre(30, 60));
    EXPECT_EQ(mine.snoozedUntil, at(1772500000));
    const auto history = notices_->history(10).value();
    ASSERT_THAT(history, SizeIs(2));
    EXPECT_EQ(history[0].noticeId, "n1772000000");
    EXPECT_THAT(history[0].certificateIds, ElementsAre(idOf(0xa1), idOf(0xb2)));
    const auto undelivered = notices_->undelivered(at(0)).value();
    ASSERT_THAT(undelivered, SizeIs(1));
    EXPECT_EQ(undelivered[0].noticeId, "n1772000000");
}

TEST_P(EarlierArchiveTest, archive_keepsItsWaysIn) {
    const auto archive = makeSqliteArchiveStore(*database_);
    const auto head = archive->head().value();
    ASSERT_TRUE(head);
    EXPECT_EQ(head->id, "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(head->rot, Rot::none);
    const auto slots = archive->slots().value();
    ASSERT_THAT(slots, SizeIs(3));
    EXPECT_EQ(slots[2].id, 4);
    EXPECT_EQ(slots[2].kind, core::SlotKind::recovery);
    EXPECT_EQ(slots[2].label, "Drawer");
    EXPECT_FALSE(slots[2].confirmed);
    EXPECT_EQ(std::tie(slots[2].memoryKib, slots[2].iterations, slots[2].lanes), std::make_tuple(65536U, 3U, 4U));
    EXPECT_EQ(slots[0].salt, "00112233445566778899aabbccddeeff");
    EXPECT_EQ(slots[0].wrapped, Bytes(60, 0xaa));
    EXPECT_EQ(slots[1].created, at(1771000001));
    for (const core::VaultSlot& slot : slots) {
        EXPECT_EQ(slot.rot, Rot::none) << slot.id;
    }
    EXPECT_EQ(archive->tries().value().failed, 2);
    EXPECT_EQ(archive->addSlot(slots[1], {}).value(), 5) << "a number that was given before comes again";
}

TEST_P(EarlierArchiveTest, archive_keepsItsEntries) {
    const auto archive = makeSqliteArchiveStore(*database_);
    const auto key = archive->find(sha(0xa1)).value();
    ASSERT_TRUE(key);
    EXPECT_EQ(key->certificate, (Bytes{0x30, 0x01, 0xaa}));
    EXPECT_EQ(key->sealedKey, Bytes(40, 0x5e));
    EXPECT_EQ(key->archived, at(1771000010));
    EXPECT_EQ(key->names.words, "иванова анна");
    EXPECT_EQ(std::tie(key->names.issuerSerial, key->names.subjectKeyId, key->names.publicKey),
              std::make_tuple(-101, 102, 103));
    EXPECT_EQ(archive->find(sha(0xb2)).value()->keyPlace, "token Work");
    EXPECT_EQ(archive->find(sha(0xc3)).value()->deleted, at(1771900000));
    int rotten = 0;
    int all = 0;
    ASSERT_TRUE(archive->visit(true, [&](core::ArchiveEntry&& entry) {
        rotten += entry.rotten ? 1 : 0;
        ++all;
        return Status();
    }));
    EXPECT_EQ(std::pair(all, rotten), std::pair(3, 0));
    EXPECT_THAT(archive->byIssuerSerial(-101).value(), SizeIs(1));
    EXPECT_THAT(archive->byWords("ооо").value(), SizeIs(1));
    EXPECT_EQ(database_->connection().number("SELECT count(*) FROM vault_entry WHERE row_sum IS NULL").value(), 0);
}

TEST_P(EarlierArchiveTest, archive_keepsSightingsAndEvents_withTheirCheckSums) {
    const auto archive = makeSqliteArchiveStore(*database_);
    const auto ofKey = archive->sightings(1).value();
    ASSERT_THAT(ofKey, SizeIs(2));
    EXPECT_EQ(ofKey[0].place + " " + ofKey[0].kind, kKeys + "/GOST512.p12 pkcs12");
    EXPECT_EQ(std::pair(ofKey[0].firstSeen, ofKey[0].lastSeen), std::pair(at(1770000000), at(1772000000)));
    EXPECT_EQ(ofKey[0].check, -6148914691236517206);
    EXPECT_EQ(ofKey[1].check, 1234567890123456789);
    ASSERT_THAT(archive->sightings(2).value(), SizeIs(1));
    EXPECT_EQ(archive->sightings(2).value()[0].check, 77);
    const auto events = archive->events().value();
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].who + " " + events[0].act + " " + events[0].entry, "anna import " + idOf(0xa1));
    EXPECT_EQ(std::pair(events[0].check, events[1].check), (std::pair<std::int64_t, std::int64_t>(-9, 8)));
}

TEST_P(EarlierRenewalTest, renewals_goOnWhereTheyStood) {
    const auto renewals = makeSqliteRenewalStore(*database_);
    ASSERT_THAT(renewals->all().value(), SizeIs(2));
    const auto found = renewals->find(std::string(32, '1')).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, enrolment::State::waitingForCa);
    EXPECT_EQ(found->oldCertificate, idOf(0xa1));
    EXPECT_EQ(std::tie(found->settings, found->oldDer, found->params, found->cookie, found->demand),
              std::make_tuple(Bytes{1}, (Bytes{0x30, 0x01, 0xaa}), Bytes{3}, Bytes{4}, Bytes{5}));
    EXPECT_EQ(std::tie(found->medium, found->folder, found->operation, found->function),
              std::make_tuple("file", kKeys, std::string(32, '9'), "resume"));
    EXPECT_EQ(std::tie(found->failures, found->unproductive, found->reason, found->detail),
              std::make_tuple(2, 3, "unreachable", "Later."));
    EXPECT_EQ(std::pair(found->nextAttempt, found->deadline),
              std::pair(std::optional(at(1771000002)), std::optional(at(1771000003))));
    EXPECT_EQ(found->pair, GetParam() >= kPairs ? Bytes{6} : Bytes{});
    const auto events = renewals->events(found->id).value();
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[1].state + " " + events[1].what, "waiting_for_ca resume");
    EXPECT_EQ(renewals->find(std::string(32, '2')).value()->backup, "/media/disk/copy.p12");
}

TEST_P(EarlierRenewalTest, newKeys_areThere) {
    const auto keys = makeSqliteNewKeyStore(*database_)->kept(std::string(32, '1')).value();
    ASSERT_THAT(keys, SizeIs(2));
    EXPECT_EQ(keys[0].algorithm, "gost-2012-256");
    EXPECT_EQ(keys[0].sealed, Bytes(20, 0x6f));
    EXPECT_EQ(keys[1].tokenKey, "pkcs11:id=%02");
    EXPECT_EQ(keys[1].publicKey, (Bytes{0x30, 0x82}));
}

INSTANTIATE_TEST_SUITE_P(FromVersion, EarlierVersionTest, testing::Range(1, Database::schemaVersion()),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(FromVersion, EarlierArchiveTest, testing::Range(kVault, Database::schemaVersion()),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(FromVersion, EarlierRenewalTest, testing::Range(kRenewals, Database::schemaVersion()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace reseal::storage::test
