// SPDX-License-Identifier: Apache-2.0
// A damaged file is never used, never lost, and costs at most what came after the last backup.
#include "storage/connection.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::storage::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Not;
using testing::StartsWith;

struct Damage {
    const char* name;
    std::function<std::string(std::string)> apply;
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

// Octets; it stands at 16 and 17 of the header (sqlite.org/fileformat2.html, section 1.3).
std::size_t pageSize(const std::string& file) {
    return static_cast<std::size_t>(static_cast<unsigned char>(file[16])) << 8 | static_cast<unsigned char>(file[17]);
}

// Whole: what lies between the cells of a page belongs to nobody, and its damage harms nothing.
std::string overwriteAPageInTheMiddle(std::string file) {
    const std::size_t page = pageSize(file);
    const std::size_t middle = file.size() / 2 / page * page;
    return file.replace(middle, page, std::string(page, '\xA5'));
}

const std::vector<Damage>& damages() {
    static const std::vector<Damage> all = {
        {"PageInTheMiddleOverwritten", overwriteAPageInTheMiddle},
        {"TruncatedToHalf", [](std::string file) { return file.substr(0, file.size() / 2); }},
        {"OverwrittenWithText",
         [](const std::string&) { return std::string(40000, 'x') + "Не база данных, а письмо."; }},
        {"HeaderZeroed", [](std::string file) { return file.replace(0, 100, std::string(100, '\0')); }},
        {"EveryPageAfterTheFirstZeroed",
         [](std::string file) {
             const std::size_t page = pageSize(file);
             return file.substr(0, page) + std::string(file.size() - page, '\0');
         }},
    };
    return all;
}

class LossTest : public ProfileTest {
protected:
    // 101 certificates; with `backedUp`, the first 100 are in the backup.
    void fill(bool backedUp) {
        open();
        std::vector<core::FileReading> readings;
        for (int i = 0; i < 100; ++i) {
            readings.push_back(reading("/a/" + std::to_string(i), {i}));
        }
        scan("/a", readings);
        if (backedUp) {
            ASSERT_TRUE(database_->backUpIfDue().ok());
            ASSERT_TRUE(fs::exists(folder_.file("reseal.db.backup")));
        }
        scan("/a", {reading("/a/later", {100})});
        close();
    }
    [[nodiscard]] std::string file() const { return folder_.file("reseal.db"); }
};

class DamageTest : public LossTest, public testing::WithParamInterface<Damage> {};

INSTANTIATE_TEST_SUITE_P(Each, DamageTest, testing::ValuesIn(damages()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(DamageTest, WithBackup_isRestoredAndTheDamagedFileKept) {
    fill(true);
    const std::string damaged = GetParam().apply(contentOf(file()));
    overwrite(file(), damaged);
    overwrite(file() + "-wal", "of the damaged file");
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_FALSE(database_->opening().createdNew);
    EXPECT_EQ(database_->opening().keptAs, file() + ".damaged-20260302T000000Z");
    EXPECT_EQ(contentOf(database_->opening().keptAs), damaged);
    EXPECT_EQ(entries().size(), 100U);
    EXPECT_TRUE(database_->checkIntegrity().ok());
    scan("/a", {reading("/a/later", {100})});
    reopen();
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(entries().size(), 101U);
    EXPECT_THAT(folder_.names(), Not(Contains("reseal.db.restoring")));
}

TEST_P(DamageTest, WithoutBackup_isAnErrorAndTheFileLeftAsItIs) {
    fill(false);
    const std::string damaged = GetParam().apply(contentOf(file()));
    overwrite(file(), damaged);
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto opened = tryOpen();
        ASSERT_FALSE(opened.ok());
        EXPECT_EQ(opened.error().reason, "database_damaged");
        EXPECT_EQ(opened.error().category, Category::damaged);
        EXPECT_EQ(contentOf(file()), damaged);
    }
}

TEST_P(DamageTest, WithADamagedBackupToo_isAnErrorAndBothLeftAsTheyAre) {
    fill(true);
    const std::string backup = GetParam().apply(contentOf(file() + ".backup"));
    overwrite(file() + ".backup", backup);
    const std::string damaged = GetParam().apply(contentOf(file()));
    overwrite(file(), damaged);
    const auto opened = tryOpen();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "database_damaged");
    EXPECT_EQ(contentOf(file()), damaged);
    EXPECT_EQ(contentOf(file() + ".backup"), backup);
}

TEST_P(DamageTest, WhenThePersonAsksToStartAnew_everyDamagedFileIsKept) {
    fill(true);
    const std::string backup = GetParam().apply(contentOf(file() + ".backup"));
    overwrite(file() + ".backup", backup);
    const std::string damaged = GetParam().apply(contentOf(file()));
    overwrite(file(), damaged);
    const auto opened = tryOpen(WhenLost::startAnew);
    ASSERT_TRUE(opened.ok());
    EXPECT_TRUE(opened.value()->opening().createdNew);
    EXPECT_FALSE(opened.value()->opening().restoredFromBackup);
    EXPECT_EQ(contentOf(opened.value()->opening().keptAs), damaged);
    EXPECT_EQ(contentOf(file() + ".backup.damaged-20260302T000000Z"), backup);
}

TEST_F(LossTest, MissingFile_withBackup_isRestored) {
    fill(true);
    fs::remove(file());
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->opening().keptAs, "");
    EXPECT_EQ(entries().size(), 100U);
}

TEST_F(LossTest, Restore_unseen_isRememberedOverRestartsUntilItIsForgotten) {
    fill(true);
    overwrite(file(), std::string(9000, 'x'));
    open();
    const std::string kept = database_->opening().keptAs;
    ASSERT_FALSE(kept.empty());
    EXPECT_EQ(database_->unseenRestore(), kept);
    reopen();
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->unseenRestore(), kept);
    ASSERT_TRUE(database_->forgetRestore().ok());
    EXPECT_EQ(database_->unseenRestore(), std::nullopt);
    reopen();
    EXPECT_EQ(database_->unseenRestore(), std::nullopt);
    EXPECT_TRUE(database_->forgetRestore().ok());
}

TEST_F(LossTest, Restore_ofAMissingFile_isRememberedWithoutAKeptFile) {
    fill(true);
    fs::remove(file());
    open();
    EXPECT_EQ(database_->unseenRestore(), "");
}

TEST_F(LossTest, Restore_doesNotChangeTheBackup) {
    fill(true);
    const std::string backup = contentOf(file() + ".backup");
    overwrite(file(), std::string(9000, 'x'));
    open();
    close();
    EXPECT_EQ(contentOf(file() + ".backup"), backup);
}

TEST_F(LossTest, FileOfZeroLength_withBackup_isRestored) {
    fill(true);
    overwrite(file(), "");
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_EQ(entries().size(), 100U);
}

TEST_F(LossTest, FileOfZeroLength_withoutBackup_isANewBeginning) {
    overwrite(file(), "");
    open();
    EXPECT_TRUE(database_->opening().createdNew);
}

TEST_F(LossTest, LogWithoutItsFile_withoutBackup_isAnErrorAndLeftAsItIs) {
    overwrite(file() + "-wal", std::string(5000, 'w'));
    const auto opened = tryOpen();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "database_damaged");
    EXPECT_EQ(contentOf(file() + "-wal").size(), 5000U);
}

TEST_F(LossTest, RestoreCutShortAfterTheDamagedFileWasMoved_isFinishedAtTheNextStart) {
    fill(true);
    fs::rename(file(), file() + ".damaged-20260302T000000Z");
    overwrite(file() + "-wal", "left behind"); // must never be applied to the restored file
    overwrite(file() + ".restoring", "half a copy");
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->opening().keptAs, file() + ".damaged-20260302T000000Z-2");
    EXPECT_EQ(contentOf(database_->opening().keptAs + "-wal"), "left behind");
    EXPECT_EQ(entries().size(), 100U);
}

// Damage that shows neither in size nor in time, as of a failing disk, in a page that no opening reads by itself.
class SilentDamageTest : public LossTest {
protected:
    void SetUp() override { fill(true); }
    void damageSilently() {
        const auto time = fs::last_write_time(file());
        std::string content = contentOf(file());
        overwrite(file(), content.replace(content.size() / 4 * 3, 8192, std::string(8192, '\xA5')));
        fs::last_write_time(file(), time);
    }
};

TEST_F(SilentDamageTest, Opening_aDayAfterTheLastCheck_finds) {
    damageSilently();
    clock_.advance(std::chrono::hours(24));
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
}

TEST_F(SilentDamageTest, Opening_withAClockSetBack_finds) {
    damageSilently();
    clock_.advance(-std::chrono::hours(1));
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
}

TEST_F(SilentDamageTest, Opening_afterAProgramThatWasKilled_finds) {
    const pid_t child = fork();
    if (child == 0) {
        const auto opened = tryOpen();
        _exit(opened.ok() ? 0 : 1); // nothing is closed
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    damageSilently();
    open();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
}

TEST_F(SilentDamageTest, Opening_onTheSameDay_leavesItToBeFoundByUseAndByTheNextOpening) {
    damageSilently();
    open();
    EXPECT_FALSE(database_->opening().restoredFromBackup);
    EXPECT_EQ(database_->checkIntegrity().error().reason, "database_damaged");
    reopen();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
    EXPECT_EQ(entries().size(), 100U);
}

TEST_F(SilentDamageTest, Backup_ofADamagedDatabase_doesNotReplaceTheGoodOne) {
    damageSilently();
    const std::string backup = contentOf(file() + ".backup");
    open();
    EXPECT_FALSE(database_->backUpNow().ok());
    EXPECT_EQ(contentOf(file() + ".backup"), backup);
    reopen();
    EXPECT_TRUE(database_->opening().restoredFromBackup);
}

TEST_F(LossTest, AnotherProgramsDatabase_isNotTakenForOurs) {
    auto other = Connection::open(file(), Connection::Mode::create);
    ASSERT_TRUE(other.value()->execute("CREATE TABLE recipes (x)").ok());
    other.value().reset();
    const std::string before = contentOf(file());
    const auto opened = tryOpen();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().reason, "database_damaged");
    EXPECT_EQ(contentOf(file()), before);
}

// Flips of single bytes anywhere: whatever happens is a value, and what is read afterwards is an answer or an error.
TEST_F(LossTest, AnyByteFlipped_neverBreaksTheProgram) {
    fill(false);
    const std::string good = contentOf(file());
    int refused = 0;
    for (std::size_t at = 0; at < good.size(); at += at < 4096 ? 97 : 3989) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x5A);
        overwrite(file(), bad);
        fs::remove(file() + "-wal");
        fs::remove(file() + ".backup");
        const auto opened = tryOpen();
        if (!opened) {
            ++refused;
            continue;
        }
        const auto store = makeSqliteCertificateStore(*opened.value());
        (void)store->entries();
        (void)store->recordScan("/a", std::vector{reading("/a/more", {500})}, {}, kStart);
        (void)store->der(certificate(5).certificate.id);
    }
    EXPECT_GT(refused, 0);
}

} // namespace
} // namespace reseal::storage::test
