// SPDX-License-Identifier: Apache-2.0
// The archive read back and backed up by itself, on a clock that the test moves.
#include "agent/app/archive_keeping.hpp"

#include "tests/unit/app/resident_fixture.hpp"
#include "tests/unit/archive/archive_fixture.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <fstream>

namespace reseal::app {
namespace {

using std::chrono::days;
using std::chrono::hours;

class ArchiveKeepingTest : public ::testing::Test {
protected:
    ArchiveKeepingTest() {
        keyring.there = true;
        open();
        std::filesystem::create_directories(drive);
    }
    void open() {
        keeping.reset();
        keeper.reset();
        profile.reset();
        profile = std::move(Profile::open(folder / "profile", clock)).value();
        keeper = std::make_unique<ArchiveKeeper>(*profile, keyring, clock);
        keeping = std::make_unique<ArchiveKeeping>(*profile, *keeper, clock, [this](const std::string& path) {
            return std::optional<std::uint64_t>(path == drive ? driveDevice : 1);
        });
    }
    void add(const std::string& name) {
        ASSERT_TRUE(keeper->vault().openOrCreate(Secret()).ok());
        const auto made = test::makeCertificate({.subject = {{"CN", name}}});
        auto entry = std::move(archive::entryOf(made.der)).value();
        entry.sealedKey =
            keeper->vault().sealKey(Secret(std::string(made.keyPkcs8.begin(), made.keyPkcs8.end())), entry.sha256);
        const core::ArchiveAddition addition{entry, {}, keeper->vault().event("import")};
        ASSERT_TRUE(keeper->store().add({&addition, 1}).ok());
        keeper->vault().lock();
    }
    void backUpTo(const std::string& place) {
        core::Settings settings = profile->settings();
        settings.archiveBackupFolder = place;
        ASSERT_TRUE(profile->saveSettings(settings));
    }
    int happened(const std::string& act) {
        const auto events = keeper->store().events();
        return events ? static_cast<int>(std::ranges::count(events.value(), act, &core::ArchiveEvent::act)) : -1;
    }
    std::string health() {
        std::string codes;
        for (const core::HealthItem& item : keeping->health()) {
            codes += (codes.empty() ? "" : " ") + item.code;
        }
        return codes;
    }
    void rot() {
        open();
        keeping.reset();
        keeper.reset();
        profile.reset();
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open((folder / "profile/reseal.db").c_str(), &raw), SQLITE_OK);
        EXPECT_EQ(
            sqlite3_exec(raw, "UPDATE vault_key SET sealed = zeroblob(length(sealed))", nullptr, nullptr, nullptr),
            SQLITE_OK);
        sqlite3_close(raw);
        open();
    }

    test::TemporaryFolder folder;
    const std::string drive = folder / "drive";
    std::uint64_t driveDevice = 1; // the profile's
    test::FakeClock clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
    archive::test::FakeKeyring keyring;
    std::unique_ptr<Profile> profile;
    std::unique_ptr<ArchiveKeeper> keeper;
    std::unique_ptr<ArchiveKeeping> keeping;
};

TEST_F(ArchiveKeepingTest, noArchive_isNeverDue) {
    keeping->runDue();
    EXPECT_FALSE(keeping->nextDue());
    EXPECT_EQ(health(), "");
}
TEST_F(ArchiveKeepingTest, archive_isReadBackOnceAMonth) {
    add("Anna");
    EXPECT_EQ(health(), "archive_unverified");
    keeping->runDue();
    keeping->runDue();
    EXPECT_EQ(happened("verify"), 1);
    EXPECT_EQ(keeping->nextDue(), clock.now() + days(30));
    clock.advance(days(30));
    keeping->runDue();
    EXPECT_EQ(happened("verify"), 2);
    EXPECT_EQ(health(), "");
    EXPECT_FALSE(keeper->vault().isOpen());
}
TEST_F(ArchiveKeepingTest, restart_repeatsNothing) {
    add("Anna");
    backUpTo(drive);
    keeping->runDue();
    open();
    keeping->runDue();
    EXPECT_EQ(happened("verify"), 1);
    EXPECT_EQ(happened("backup") + happened("backup_elsewhere"), 1);
}
TEST_F(ArchiveKeepingTest, lockedVault_isReadBackWithoutItsKeysUntilAPersonOpensIt) {
    add("Anna");
    keyring.there = false;
    keeping->runDue();
    EXPECT_EQ(health(), ""); // each was proved as it came in
    clock.advance(days(91));
    keeping->runDue();
    EXPECT_EQ(health(), "archive_keys_unproved");
    keyring.there = true;
    ASSERT_TRUE(keeper->vault().open(Secret()).ok());
    keeping->vaultOpened();
    EXPECT_EQ(health(), "");
    EXPECT_TRUE(keeper->vault().isOpen()); // the person's command goes on with it
}
TEST_F(ArchiveKeepingTest, rot_isNamedByItsHolder) {
    add("Anna Archivist");
    rot();
    keeping->runDue();
    const auto items = keeping->health();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].code, "archive_rotten");
    EXPECT_NE(items[0].gaps.at("names").find("Anna Archivist"), std::string::npos);
}
TEST_F(ArchiveKeepingTest, settingOff_readsNothingBack) {
    add("Anna");
    ASSERT_TRUE(profile->govern({{"archive_verify", {"off", true}}}).empty());
    keeping->runDue();
    EXPECT_EQ(happened("verify"), 0);
    EXPECT_FALSE(keeping->nextDue());
}
TEST_F(ArchiveKeepingTest, settingOfThePolicy_isNotChangedByAPerson) {
    const core::SettingTexts decided{
        {"archive_backup_folder", "/srv/backup"}, {"archive_backup", "daily"}, {"archive_verify", "weekly"}};
    for (const auto& [key, value] : decided) {
        open();
        ASSERT_TRUE(profile->govern({{key, {value, true}}}).empty()) << key;
        EXPECT_EQ(core::toTexts(profile->settings()).at(key), value);
        core::SettingTexts typed = core::toTexts(profile->settings());
        typed[key] = key == "archive_backup_folder" ? "/home/anna" : "off";
        const Status saved = profile->saveSettings(core::fromTexts(typed));
        ASSERT_FALSE(saved) << key;
        EXPECT_EQ(saved.error().reason, "managed");
        EXPECT_EQ(saved.error().subject, key);
        EXPECT_EQ(core::toTexts(profile->settings()).at(key), value);
    }
}
TEST_F(ArchiveKeepingTest, backup_isMadeOnceAWeek) {
    add("Anna");
    backUpTo(drive);
    keeping->runDue();
    clock.advance(days(7) - hours(1));
    keeping->runDue();
    EXPECT_EQ(happened("backup") + happened("backup_elsewhere"), 1);
    EXPECT_EQ(keeping->nextDue(), clock.now() + hours(1));
    clock.advance(hours(1));
    keeping->runDue();
    EXPECT_EQ(happened("backup") + happened("backup_elsewhere"), 2);
    EXPECT_EQ(health(), "");
}
TEST_F(ArchiveKeepingTest, driveThatIsUnplugged_isSaidOnceAndBackedUpToWhenItComes) {
    add("Anna");
    backUpTo(folder / "media/flash");
    keeping->runDue();
    const auto asked = profile->texts();
    clock.advance(std::chrono::minutes(1));
    keeping->runDue();
    EXPECT_EQ(profile->texts(), asked); // nothing is written each minute
    EXPECT_EQ(health(), "archive_backup_overdue");
    EXPECT_FALSE(std::filesystem::exists(folder / "media"));
    std::filesystem::create_directories(folder / "media/flash");
    keeping->runDue();
    EXPECT_EQ(happened("backup") + happened("backup_elsewhere"), 1);
    EXPECT_EQ(health(), "");
}
TEST_F(ArchiveKeepingTest, lockedVault_makesTheBackupWaitForAPerson) {
    add("Anna");
    backUpTo(drive);
    keyring.there = false;
    keeping->runDue();
    EXPECT_EQ(health(), "archive_backup_overdue");
    EXPECT_TRUE(std::filesystem::is_empty(drive));
    EXPECT_EQ(keeping->nextDue(), clock.now() + hours(1));
    keyring.there = true;
    ASSERT_TRUE(keeper->vault().open(Secret()).ok());
    keeping->vaultOpened();
    EXPECT_EQ(health(), "");
}
TEST_F(ArchiveKeepingTest, backupThatFails_isTriedAgainInAnHour) {
    add("Anna");
    const auto head = keeper->store().head();
    ASSERT_TRUE(head && head.value());
    std::ofstream(drive + "/reseal-archive-" + head.value()->id.substr(0, 8)) << "a file where the folder should be";
    backUpTo(drive);
    keeping->runDue();
    keeping->runDue();
    EXPECT_EQ(health(), "archive_backup_overdue");
    EXPECT_EQ(keeping->nextDue(), clock.now() + hours(1));
    std::filesystem::remove(drive + "/reseal-archive-" + head.value()->id.substr(0, 8));
    clock.advance(hours(1));
    keeping->runDue();
    EXPECT_EQ(health(), "");
}
TEST_F(ArchiveKeepingTest, clockThatWasWrong_putsNothingOff) {
    add("Anna");
    clock.advance(days(4000));
    keeping->runDue();
    clock.advance(-days(4000));
    keeping->runDue();
    EXPECT_EQ(happened("verify"), 2);
}

TEST_F(ArchiveKeepingTest, backupOnTheSameDevice_leavesTheWarningOfOneWayIn) {
    add("Anna");
    ASSERT_TRUE(keeper->vault().open(Secret()).ok());
    ASSERT_TRUE(keeping->backUpNow(drive));
    ASSERT_EQ(keeper->health().size(), 1U);
    EXPECT_EQ(keeper->health().front().code, "archive_one_way_in");
}
TEST_F(ArchiveKeepingTest, backupOnAnotherDevice_endsTheWarningOfOneWayIn) {
    add("Anna");
    driveDevice = 2;
    ASSERT_TRUE(keeper->vault().open(Secret()).ok());
    const auto made = keeping->backUpNow(drive);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made.value().elsewhere);
    EXPECT_TRUE(keeper->health().empty());
}

// Alive on its loop, as the tray has it.
TEST_F(ResidentTest, archive_isReadBackByItself) {
    ASSERT_TRUE(engine->archive().vault().openOrCreate(Secret("first password")).ok());
    const auto made = test::makeCertificate({.subject = {{"CN", "Anna"}}});
    const core::ArchiveAddition addition{
        std::move(archive::entryOf(made.der)).value(), {}, engine->archive().vault().event("import")};
    ASSERT_TRUE(engine->archive().store().add({&addition, 1}).ok());
    engine->archive().vault().lock();
    live();
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        const auto says = [&](const char* code) {
            return std::ranges::find(seen.snapshot()->health, code, &core::HealthItem::code) !=
                   seen.snapshot()->health.end();
        };
        return seen.snapshot() && says("archive_one_way_in") && !says("archive_unverified");
    }));
}

} // namespace
} // namespace reseal::app
