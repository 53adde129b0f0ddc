// SPDX-License-Identifier: Apache-2.0
// An archive with real seals as each earlier version has it on the disk opens in this program, and all of it is proved.
#include "agent/archive/verification.hpp"
#include "archive_fixture.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"

#include <gmock/gmock.h>

#include <string>

namespace reseal::archive::test {
namespace {

const Secret kPassword("first password");
constexpr int kFirst = 2;    // the version that brought the archive
constexpr int kCombined = 6; // from here on check sums are combined with the entry's number, and rows have sums

// By columns: earlier versions have fewer.
constexpr const char* kCopy =
    "INSERT INTO vault_head (only_row, vault_id, version) SELECT only_row, vault_id, version FROM now.vault_head; "
    "INSERT INTO vault_slot (slot_id, kind, label, created, confirmed, version, memory_kib, iterations, lanes, salt, "
    "public_key, wrapped) SELECT slot_id, kind, label, created, confirmed, version, memory_kib, iterations, lanes, "
    "salt, "
    "public_key, wrapped FROM now.vault_slot; "
    "INSERT INTO vault_entry (entry_id, sha256, issuer_serial, subject_key_id, public_key, words, key_place, archived, "
    "deleted) SELECT entry_id, sha256, issuer_serial, subject_key_id, public_key, words, key_place, archived, deleted "
    "FROM now.vault_entry; "
    "INSERT INTO vault_certificate SELECT * FROM now.vault_certificate; "
    "INSERT INTO vault_key SELECT * FROM now.vault_key; "
    "INSERT INTO vault_sighting SELECT * FROM now.vault_sighting; "
    "INSERT INTO vault_event SELECT * FROM now.vault_event";
constexpr const char* kSums =
    "UPDATE vault_head SET row_sum = (SELECT row_sum FROM now.vault_head); "
    "UPDATE vault_slot AS s SET row_sum = (SELECT row_sum FROM now.vault_slot WHERE slot_id = "
    "s.slot_id); "
    "UPDATE vault_entry AS e SET row_sum = (SELECT row_sum FROM now.vault_entry WHERE entry_id "
    "= e.entry_id)";
constexpr const char* kUncombined =
    "UPDATE vault_sighting SET check_sum = (check_sum | entry_id) - (check_sum & entry_id)";

class EarlierVaultTest : public ArchiveTest, public testing::WithParamInterface<int> {
protected:
    void SetUp() override {
        ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
        for (const char* name : {"Anna", "Boris", "Vera"}) {
            hashes_.push_back(added(name).sha256);
        }
        ASSERT_TRUE(store_->setDeleted(hashes_[2], clock_.now(), vault_->event("delete")).ok());
        vault_.reset();
        store_.reset();
        database_.reset();
        writeEarlier();
        open({kCheap});
        ASSERT_TRUE(vault_->open(kPassword).ok());
    }

    // The rows of the file that this program wrote, in a file of the earlier version that takes its place.
    void writeEarlier() {
        const std::string own = folder_.path() + "/reseal.db";
        const std::string now = folder_.path() + "/now.db";
        std::filesystem::rename(own, now);
        std::filesystem::remove(own + ".backup");
        auto made = storage::Database::openWith(folder_.path(), clock_, storage::WhenLost::refuse,
                                                storage::ownMigrations().first(static_cast<std::size_t>(GetParam())));
        ASSERT_TRUE(made.ok());
        storage::Connection& connection = made.value()->connection();
        const std::string attach = "ATTACH '" + now + "' AS now";
        for (const char* sql : {attach.c_str(), kCopy, GetParam() < kCombined ? kUncombined : kSums, "DETACH now"}) {
            const Status done = connection.execute(sql);
            ASSERT_TRUE(done.ok()) << sql << " " << done.error().detail;
        }
    }

    std::vector<Sha256> hashes_;
};

TEST_P(EarlierVaultTest, archive_isProvedWhole) {
    EXPECT_EQ(database_->opening().migratedFrom, GetParam());
    const auto verified = verify(*vault_);
    ASSERT_TRUE(verified.ok());
    EXPECT_TRUE(verified.value().keysProved);
    EXPECT_EQ(std::pair(verified.value().entries, verified.value().keys), (std::pair<std::size_t, std::size_t>(3, 3)));
    for (const Rot& rot : verified.value().rotten) {
        ADD_FAILURE() << rot.what << " " << rot.name << " " << rot.why.reason;
    }
}

TEST_P(EarlierVaultTest, flippedBit_isFoundAsEver) {
    ASSERT_TRUE(
        database_->connection().execute("UPDATE vault_sighting SET check_sum = check_sum + 1 WHERE entry_id = 2").ok());
    const auto verified = verify(*vault_);
    ASSERT_TRUE(verified.ok());
    ASSERT_EQ(verified.value().rotten.size(), 1U);
    EXPECT_EQ(verified.value().rotten[0].what, "sighting");
}

INSTANTIATE_TEST_SUITE_P(FromVersion, EarlierVaultTest, testing::Range(kFirst, storage::Database::schemaVersion()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace reseal::archive::test
