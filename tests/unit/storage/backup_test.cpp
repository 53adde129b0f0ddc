// SPDX-License-Identifier: Apache-2.0
// The rolling backup: when it is made, and that it is complete.
#include "storage/connection.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using testing::ElementsAre;

class BackupTest : public ProfileTest {
protected:
    void SetUp() override { open(); }

    [[nodiscard]] std::string backupFile() const { return folder_.file("reseal.db.backup"); }
    std::int64_t certificatesInBackup() {
        auto backup = Connection::open(backupFile(), Connection::Mode::readOnly);
        EXPECT_TRUE(backup.ok());
        const auto count = backup.value()->number("SELECT count(*) FROM certificate");
        return count ? count.value() : -1;
    }
};

TEST_F(BackupTest, NewProfile_withNothingInIt_isNotBackedUp) {
    ASSERT_TRUE(database_->backUpIfDue().ok());
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_THAT(folder_.names(), testing::Not(testing::Contains("reseal.db.backup")));
}

TEST_F(BackupTest, NewProfile_withSomethingInIt_isBackedUpAtOnceIntoACompleteSingleFile) {
    scan("/a", {reading("/a/one.pem", {1, 2})});
    ASSERT_TRUE(database_->backUpIfDue().ok());
    EXPECT_EQ(certificatesInBackup(), 2);
    close();
    EXPECT_THAT(folder_.names(), ElementsAre("reseal.db", "reseal.db.backup", "reseal.db.closed"));
}

TEST_F(BackupTest, Opening_makesNoBackup) {
    scan("/a", {reading("/a/one.pem", {1})});
    clock_.advance(hours(48));
    reopen();
    EXPECT_THAT(folder_.names(), testing::Not(testing::Contains("reseal.db.backup")));
}

TEST_F(BackupTest, BackUpIfDue_makesOneAtMostOnceADay) {
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpIfDue().ok());
    scan("/a", {reading("/a/two.pem", {2})});
    clock_.advance(hours(23));
    reopen();
    ASSERT_TRUE(database_->backUpIfDue().ok());
    EXPECT_EQ(certificatesInBackup(), 1);
    clock_.advance(hours(1));
    ASSERT_TRUE(database_->backUpIfDue().ok()); // a resident that runs for weeks
    EXPECT_EQ(certificatesInBackup(), 2);
}

TEST_F(BackupTest, BackUpNow_withAYoungBackup_holdsWhatWasKeptSince) {
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_EQ(certificatesInBackup(), 1);
    scan("/a", {reading("/a/two.pem", {2})});
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_EQ(certificatesInBackup(), 2);
}

TEST_F(BackupTest, BackUpNow_ofALargeDatabase_waitsUntilADayHasPassed) {
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpNow().ok());
    Connection& connection = database_->connection();
    scan("/a", {reading("/a/two.pem", {2})});
    ASSERT_TRUE(connection
                    .execute("UPDATE certificate_der SET der = zeroblob(33 * 1024 * 1024) "
                             "WHERE certificate_id = 1; PRAGMA wal_checkpoint(TRUNCATE)")
                    .ok());
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_EQ(certificatesInBackup(), 1);
    clock_.advance(hours(24));
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_EQ(certificatesInBackup(), 2);
}

TEST_F(BackupTest, Backup_withNothingNew_isNotWrittenAgain) {
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpIfDue().ok());
    const std::string before = contentOf(backupFile());
    fs::create_hard_link(backupFile(), folder_.file("same"));
    clock_.advance(hours(48));
    reopen();
    ASSERT_TRUE(database_->backUpIfDue().ok());
    ASSERT_TRUE(database_->backUpNow().ok());
    EXPECT_TRUE(fs::equivalent(backupFile(), folder_.file("same")));
    EXPECT_EQ(contentOf(backupFile()), before);
}

TEST_F(BackupTest, Backup_ofATimeInTheFuture_isReplaced) {
    clock_.advance(hours(24 * 365));
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpIfDue().ok());
    clock_.setNow(kStart); // the clock was wrong
    scan("/a", {reading("/a/two.pem", {2})});
    ASSERT_TRUE(database_->backUpIfDue().ok());
    EXPECT_EQ(certificatesInBackup(), 2);
}

TEST_F(BackupTest, Backup_thatCannotBeMade_isToldAndMadeOnceItCanBe) {
    scan("/a", {reading("/a/one.pem", {1})});
    fs::create_directories(folder_.file("reseal.db.backup-new/in-the-way"));
    EXPECT_FALSE(database_->backUpIfDue().ok());
    fs::remove_all(folder_.file("reseal.db.backup-new"));
    EXPECT_TRUE(database_->backUpIfDue().ok());
    EXPECT_EQ(certificatesInBackup(), 1);
}

TEST_F(BackupTest, HalfMadeBackup_ofAKilledProgram_isReplaced) {
    scan("/a", {reading("/a/one.pem", {1})});
    overwrite(folder_.file("reseal.db.backup-new"), "half a file");
    overwrite(folder_.file("reseal.db.backup-new-journal"), "and its journal");
    ASSERT_TRUE(database_->backUpIfDue().ok());
    EXPECT_EQ(certificatesInBackup(), 1);
    close();
    EXPECT_THAT(folder_.names(), ElementsAre("reseal.db", "reseal.db.backup", "reseal.db.closed"));
}

} // namespace
} // namespace reseal::storage::test
