// SPDX-License-Identifier: Apache-2.0
// Opening a profile that is new, in use, of a newer version, or may not be written.
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::storage::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Not;
using testing::StartsWith;

class OpeningTest : public ProfileTest {
protected:
    // The reason with which a child process without root's rights fails to open the folder; empty where it opens.
    std::string reasonAsNobody() {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
                _exit(2);
            }
            const auto opened = tryOpen();
            const std::string reason = opened ? std::string() : opened.error().reason;
            _exit(write(ends[1], reason.data(), reason.size()) < 0 ? 1 : 0);
        }
        ::close(ends[1]);
        char text[64];
        const ssize_t size = read(ends[0], text, sizeof text);
        ::close(ends[0]);
        int status = 0;
        EXPECT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        return {text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }

    void forEveryone(fs::perms folder, fs::perms file) {
        for (const std::string& name : folder_.names()) {
            fs::permissions(folder_.file(name), file);
        }
        fs::permissions(folder_.path(), folder);
    }
};

constexpr auto kReadFolder = fs::perms(0555);
constexpr auto kWriteFolder = fs::perms(0777);
constexpr auto kReadFile = fs::perms(0444);
constexpr auto kWriteFile = fs::perms(0666);
constexpr const char* kNewerSchema = "PRAGMA user_version = 99; UPDATE schema_version SET value = 99";

TEST_F(OpeningTest, NewFolder_opened_holdsANewDatabaseOfThisVersion) {
    open();
    EXPECT_TRUE(database_->opening().createdNew);
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->opening().migratedFrom, 0);
    EXPECT_TRUE(database_->checkIntegrity().ok());
    EXPECT_EQ(database_->connection().number("PRAGMA user_version").value(), Database::schemaVersion());
    reopen();
    EXPECT_FALSE(database_->opening().createdNew);
    EXPECT_EQ(database_->opening().migratedFrom, Database::schemaVersion());
}

TEST_F(OpeningTest, Connection_isSetUpToBeDurableAndCareful) {
    open();
    Connection& connection = database_->connection();
    EXPECT_EQ(connection.number("PRAGMA synchronous").value(), 2);
    EXPECT_EQ(connection.number("PRAGMA foreign_keys").value(), 1);
    EXPECT_EQ(connection.number("PRAGMA busy_timeout").value(), 5000);
    EXPECT_EQ(connection.number("PRAGMA trusted_schema").value(), 0);
    EXPECT_EQ(connection.number("PRAGMA cell_size_check").value(), 1);
    Query mode(connection, "PRAGMA journal_mode");
    ASSERT_TRUE(mode.next());
    EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(OpeningTest, Files_ofTheProfile_areForTheirOwnerOnly) {
    const auto mask = umask(0);
    open();
    scan("/a", {reading("/a/one.pem", {1})});
    clock_.advance(std::chrono::hours(30));
    EXPECT_TRUE(database_->backUpIfDue().ok());
    umask(mask);
    EXPECT_THAT(folder_.names(), Contains("reseal.db-wal"));
    EXPECT_THAT(folder_.names(), Contains("reseal.db.backup"));
    for (const std::string& name : folder_.names()) {
        EXPECT_EQ(fs::status(folder_.file(name)).permissions(), fs::perms(0600)) << name;
    }
}

TEST_F(OpeningTest, MissingFolder_isSaidSo) {
    const auto opened = Database::open(folder_.file("nowhere"), clock_);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "database_failed");
    EXPECT_THAT(opened.error().detail, StartsWith("The folder"));
}

TEST_F(OpeningTest, NewerSchema_isRefusedAndTheFileUnchanged) {
    open();
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->connection().execute(kNewerSchema).ok());
    close();
    const std::string before = contentOf(folder_.file("reseal.db"));
    const auto opened = tryOpen();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "newer_schema");
    EXPECT_EQ(opened.error().category, Category::refused);
    EXPECT_EQ(contentOf(folder_.file("reseal.db")), before);
    EXPECT_FALSE(fs::exists(folder_.file("reseal.db.backup")));
}

class HeaderBits : public OpeningTest, public testing::WithParamInterface<int> {};

TEST_P(HeaderBits, OneFlipped_inTheVersionOrTheApplicationNumber_isMendedAndNothingIsLost) {
    open();
    scan("/a", {reading("/a/one.pem", {1})});
    close();
    std::string file = contentOf(folder_.file("reseal.db"));
    const auto bit = static_cast<std::size_t>(GetParam());
    file.at(bit / 8) = static_cast<char>(file.at(bit / 8) ^ (1 << bit % 8));
    std::ofstream(folder_.file("reseal.db"), std::ios::binary) << file;
    open();
    EXPECT_TRUE(database_->opening().headerMended);
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->connection().number("PRAGMA user_version").value(), Database::schemaVersion());
    EXPECT_EQ(database_->connection().number("PRAGMA application_id").value(), kApplicationId);
    EXPECT_EQ(entryOf(1).seen.size(), 1U);
    reopen();
    EXPECT_FALSE(database_->opening().headerMended);
}

// SQLite's file format, section 1.3: user_version at 60, application_id at 68, four octets each.
INSTANTIATE_TEST_SUITE_P(OfUserVersion, HeaderBits, testing::Range(60 * 8, 64 * 8));
INSTANTIATE_TEST_SUITE_P(OfApplicationId, HeaderBits, testing::Range(68 * 8, 72 * 8));

TEST_F(OpeningTest, RottenHeaderOfARottenFile_isRestoredFromTheBackup) {
    open();
    scan("/a", {reading("/a/one.pem", {1})});
    ASSERT_TRUE(database_->backUpNow().ok());
    ASSERT_TRUE(database_->connection().execute("PRAGMA user_version = 99; CREATE TABLE rotten (x INTEGER)").ok());
    close();
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_EQ(entryOf(1).seen.size(), 1U);
}

TEST_F(OpeningTest, NewerSchema_stillInTheLogOfAKilledProgram_isRefusedAndBothFilesUnchanged) {
    open();
    ASSERT_TRUE(database_->connection().execute(kNewerSchema).ok());
    fs::create_directory(folder_.file("copy"));
    for (const char* name : {"reseal.db", "reseal.db-wal"}) {
        fs::copy_file(folder_.file(name), folder_.file("copy/") + name);
    }
    const std::string file = contentOf(folder_.file("copy/reseal.db"));
    const std::string log = contentOf(folder_.file("copy/reseal.db-wal"));
    ASSERT_FALSE(log.empty());
    const auto opened = Database::open(folder_.file("copy"), clock_);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "newer_schema");
    EXPECT_EQ(contentOf(folder_.file("copy/reseal.db")), file);
    EXPECT_EQ(contentOf(folder_.file("copy/reseal.db-wal")), log);
}

TEST_F(OpeningTest, ReadOnlyFolder_isSaidSo) {
    forEveryone(kReadFolder, kReadFile);
    EXPECT_EQ(reasonAsNobody(), "read_only");
    forEveryone(kWriteFolder, kReadFile);
    open();
    close();
    forEveryone(kReadFolder, kWriteFile);
    EXPECT_EQ(reasonAsNobody(), "read_only");
    forEveryone(kWriteFolder, kWriteFile);
    EXPECT_EQ(reasonAsNobody(), "");
}

TEST_F(OpeningTest, ReadOnlyFile_isSaidSoAndLeftAsItIs) {
    open();
    scan("/a", {reading("/a/one.pem", {1})});
    close();
    const std::string before = contentOf(folder_.file("reseal.db"));
    forEveryone(kWriteFolder, kReadFile);
    EXPECT_EQ(reasonAsNobody(), "read_only");
    forEveryone(kWriteFolder, fs::perms::none);
    EXPECT_EQ(reasonAsNobody(), "read_only");
    EXPECT_EQ(contentOf(folder_.file("reseal.db")), before);
    EXPECT_THAT(folder_.names(), Not(Contains(StartsWith("reseal.db.damaged"))));
}

TEST_F(OpeningTest, Database_lockedByAnotherProgram_isBusy) {
    open();
    auto other = Connection::open(folder_.file("reseal.db"), Connection::Mode::create);
    ASSERT_TRUE(other.ok());
    ASSERT_TRUE(other.value()->execute("BEGIN IMMEDIATE").ok());
    sqlite3_busy_timeout(database_->connection().handle(), 1);
    const Status saved = settings_->save({{"language", "ru"}});
    ASSERT_FALSE(saved.ok());
    EXPECT_EQ(saved.error().reason, "database_busy");
    ASSERT_TRUE(other.value()->execute("COMMIT").ok());
    EXPECT_TRUE(settings_->save({{"language", "ru"}}).ok());
}

} // namespace
} // namespace reseal::storage::test
