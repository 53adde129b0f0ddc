// SPDX-License-Identifier: Apache-2.0
// Files of an earlier version are brought up to date whole or not at all; nothing of them is lost.
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using testing::SizeIs;

// The migrations of this program, and those that a later one may have.
std::vector<Migration> withLater(std::vector<const char*> sql) {
    std::vector<Migration> result(ownMigrations().begin(), ownMigrations().end());
    for (const char* text : sql) {
        result.push_back({static_cast<int>(result.size()) + 1, text});
    }
    return result;
}

// Rebuilds a table that others refer to.
constexpr const char* kRebuildFile = "CREATE TABLE kept AS SELECT file_id, path FROM file; DROP TABLE file; "
                                     "CREATE TABLE file (file_id INTEGER PRIMARY KEY, path TEXT NOT NULL) STRICT; "
                                     "INSERT INTO file SELECT * FROM kept; DROP TABLE kept";

class MigrationTest : public ProfileTest {
protected:
    // A file as this program leaves it, with a certificate in it.
    void fillAndClose() {
        open();
        scan("/a", {reading("/a/one.pem", {1})});
        close();
    }
    Result<std::unique_ptr<Database>> openWith(const std::vector<Migration>& migrations) {
        return Database::openWith(folder_.path(), clock_, WhenLost::refuse, migrations);
    }
};

TEST_F(MigrationTest, OwnMigrations_areNumberedWithoutGaps) {
    int expected = 1;
    for (const Migration& migration : ownMigrations()) {
        EXPECT_EQ(migration.version, expected++);
    }
    EXPECT_EQ(Database::schemaVersion(), expected - 1);
}

TEST_F(MigrationTest, EarlierVersion_withData_isBroughtUpToDateWithAllOfIt) {
    fillAndClose();
    auto opened =
        openWith(withLater({"ALTER TABLE file ADD COLUMN note TEXT", "CREATE TABLE later (x INTEGER) STRICT"}));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value()->opening().migratedFrom, Database::schemaVersion());
    EXPECT_FALSE(opened.value()->opening().createdNew);
    Connection& connection = opened.value()->connection();
    EXPECT_EQ(connection.number("PRAGMA user_version").value(), Database::schemaVersion() + 2);
    EXPECT_EQ(connection.number("SELECT count(*) FROM file WHERE note IS NULL").value(), 1);
    EXPECT_EQ(connection.number("PRAGMA foreign_keys").value(), 1);
    EXPECT_THAT(makeSqliteCertificateStore(*opened.value())->entries().value(), SizeIs(1));
    EXPECT_TRUE(opened.value()->checkIntegrity().ok());
}

TEST_F(MigrationTest, EarlierVersion_isBackedUpBeforeItIsChanged) {
    fillAndClose();
    ASSERT_TRUE(openWith(withLater({"ALTER TABLE file ADD COLUMN note TEXT"})).ok());
    auto backup = Connection::open(folder_.file("reseal.db.backup"), Connection::Mode::readOnly);
    ASSERT_TRUE(backup.ok());
    EXPECT_EQ(backup.value()->number("PRAGMA user_version").value(), Database::schemaVersion());
    EXPECT_EQ(backup.value()->number("SELECT count(*) FROM certificate").value(), 1);
}

TEST_F(MigrationTest, FailingMigration_leavesTheVersionBeforeItWhole) {
    fillAndClose();
    const auto opened =
        openWith(withLater({"CREATE TABLE good (x INTEGER) STRICT", "DROP TABLE sighting; SELECT nonsense"}));
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "database_failed");
    auto again = openWith(withLater({"CREATE TABLE good (x INTEGER) STRICT"}));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value()->opening().migratedFrom, Database::schemaVersion() + 1);
    EXPECT_THAT(makeSqliteCertificateStore(*again.value())->entries().value(), SizeIs(1));
}

TEST_F(MigrationTest, FileToBeReadAgain_openedLessFar_keepsWhatWasFound) {
    open();
    core::FileReading mine = reading("/a/mine.p12", {1});
    mine.keys.push_back(keyOf(mine.certificates[0].certificate));
    scan("/a", {mine});
    ASSERT_TRUE(database_->connection().execute("UPDATE file SET size = -1").ok()); // as migration 5 does
    EXPECT_NE(store_->knownFiles("/a").value().at("/a/mine.p12"), mine.stamp);
    core::FileReading shut = reading("/a/mine.p12", {});
    shut.locked = true;
    scan("/a", {shut});
    EXPECT_TRUE(entryOf(1).seen.at(0).present);
    EXPECT_TRUE(entryOf(1).keys.at(0).present);
    EXPECT_NE(store_->knownFiles("/a").value().at("/a/mine.p12"), mine.stamp) << "until it opens";
    scan("/a", {mine});
    EXPECT_EQ(store_->knownFiles("/a").value().at("/a/mine.p12"), mine.stamp);
}

TEST_F(MigrationTest, FileToBeReadAgain_thatWasChanged_losesWhatWasFound) {
    open();
    scan("/a", {reading("/a/mine.p12", {1})});
    ASSERT_TRUE(database_->connection().execute("UPDATE file SET size = -1").ok());
    core::FileReading shut = reading("/a/mine.p12", {}, 2);
    shut.locked = true;
    scan("/a", {shut});
    EXPECT_FALSE(entryOf(1).seen.at(0).present);
}

TEST_F(MigrationTest, MigrationThatRebuildsATable_keepsWhatRefersToIt) {
    fillAndClose();
    auto opened = openWith(withLater({kRebuildFile}));
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(opened.value()->connection().number("SELECT count(*) FROM sighting JOIN file USING (file_id)").value(),
              1);
}

TEST_F(MigrationTest, MigrationThatOrphansRows_isUndone) {
    fillAndClose();
    EXPECT_FALSE(openWith(withLater({"DELETE FROM file"})).ok());
    open();
    EXPECT_EQ(entryOf(1).seen.size(), 1U);
}

TEST_F(MigrationTest, MigratedFile_openedByTheOlderProgram_isRefusedUnchanged) {
    fillAndClose();
    ASSERT_TRUE(openWith(withLater({"ALTER TABLE file ADD COLUMN note TEXT"})).ok());
    const std::string before = contentOf(folder_.file("reseal.db"));
    const auto opened = tryOpen();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "newer_schema");
    EXPECT_EQ(contentOf(folder_.file("reseal.db")), before);
}

} // namespace
} // namespace reseal::storage::test
