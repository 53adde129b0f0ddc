// SPDX-License-Identifier: Apache-2.0
// A process killed while it imports, changes slots, backs up or restores: the vault opens, what was reported as kept is
// there and whole, and a backup that was reported gives all of it back. RESEAL_KILLS and RESEAL_SEED make the run
// longer and another one; tests/bench/archive_faults does.
#include "agent/archive/archive_import.hpp"
#include "agent/archive/backup_bundle.hpp"
#include "agent/archive/verification.hpp"
#include "agent/platform/file_system.hpp"
#include "archive_fixture.hpp"
#include "fault_rounds.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::archive::test {
namespace {

constexpr int kKills = 60;
constexpr int kBundled = 20;
constexpr int kRoundsOfAFolder = 40; // then a new one, so that the archive stays small
const Secret kPassword("first password");

enum class Act : std::uint8_t { import, slots, backup, restore };
constexpr std::array kActs{"import", "slot change", "backup", "restore"};

void letPass(std::chrono::microseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
}

[[noreturn]] void forever(int report, const std::function<bool(int)>& act) {
    for (int i = 0;; ++i) {
        if (!act(i) || write(report, "k", 1) != 1) {
            _exit(4);
        }
    }
}

class KilledArchiveTest : public ArchiveTest {
protected:
    KilledArchiveTest() { close(); } // no database is open across fork()
    void close() {
        vault_.reset();
        store_.reset();
        database_.reset();
    }
    // The archive of these rounds, in a folder of its own.
    void reopen(const std::string& folder) {
        close();
        std::filesystem::create_directories(folder);
        database_ = std::move(storage::Database::open(folder, clock_)).value();
        store_ = storage::makeSqliteArchiveStore(*database_);
        vault_ = std::make_unique<Vault>(*store_, keyring_, clock_, "tester", VaultPace{kCheap});
    }

    [[noreturn]] void work(Act act, const std::string& home, int round, int report) {
        reopen(act == Act::restore ? home + "/restored" : home + "/profile");
        if (act != Act::restore && !vault_->openOrCreate(kPassword)) {
            _exit(3);
        }
        switch (act) {
        case Act::import:
            importForever(home, round, report);
        case Act::slots:
            forever(report, [&](int) {
                const auto slot = vault_->addPassword("more", Secret("more of it"));
                return slot && vault_->changePassword(slot.value(), Secret("other of it")) &&
                       vault_->removeSlot(slot.value());
            });
        case Act::backup:
            forever(report, [&](int i) {
                const auto one = addition(*vault_, "backed up " + std::to_string(round) + "-" + std::to_string(i));
                return store_->add({&one, 1}) && backUp(*vault_, home + "/drive").ok();
            });
        case Act::restore:
            forever(report, [&](int) { return restore(*vault_, home + "/source", kPassword, Secret()).ok(); });
        }
        _exit(5);
    }
    [[noreturn]] void importForever(const std::string& home, int round, int report) {
        const auto files = platform::systemFileSystem();
        ArchiveImport importer(*vault_, *files, [&] { return vault_->open(kPassword); });
        forever(report, [&](int i) {
            const std::string name = std::to_string(round) + "-" + std::to_string(i);
            const auto made = reseal::test::makeCertificate({.subject = {{"CN", name}}});
            const std::string path = home + "/" + name + ".pem";
            std::ofstream(path) << made.pem << made.keyPem;
            const auto summary = importer.sweep({path}, {}, {});
            return summary && summary.value().fresh.size() == 1;
        });
    }

    // How many acts the child reported before it was killed.
    int killAfter(Act act, const std::string& home, int round, int reports, std::chrono::microseconds more) {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            ::close(ends[0]);
            work(act, home, round, ends[1]);
        }
        ::close(ends[1]);
        int kept = 0;
        char byte = 0;
        while (kept < reports && read(ends[0], &byte, 1) == 1) {
            ++kept;
        }
        letPass(more);
        kill(child, SIGKILL);
        int status = 0;
        EXPECT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
        while (read(ends[0], &byte, 1) == 1) {
            ++kept;
        }
        ::close(ends[0]);
        return kept;
    }

    // The vault opens, everything in it is whole. How many entries it has.
    std::int64_t countOfWhole() {
        if (!vault_->exists().value()) {
            return 0;
        }
        EXPECT_TRUE(vault_->open(kPassword).ok());
        const auto verified = verify(*vault_);
        EXPECT_TRUE(verified && verified.value().rotten.empty() && verified.value().keysProved);
        return store_->count().value();
    }

    // After a killed import, slot change or backup.
    void checkProfile(Act act, const std::string& home, int reported) {
        reopen(home + "/profile");
        const std::int64_t now = countOfWhole();
        const int added = act == Act::slots ? 0 : reported;
        EXPECT_GE(now - before_, added);
        EXPECT_LE(now - before_, act == Act::slots ? 0 : added + 1);
        if (act == Act::backup && reported > 0) {
            reopen(home + "/check");
            checkWholeBundle(home + "/drive", before_ + reported);
            close();
            std::filesystem::remove_all(home + "/check");
        }
        before_ = now;
    }
    void checkWholeBundle(const std::string& drive, std::int64_t atLeast) {
        const auto restored = restore(*vault_, drive, kPassword, Secret());
        ASSERT_TRUE(restored.ok()) << restored.error().reason;
        EXPECT_TRUE(restored.value().damaged.empty());
        EXPECT_GE(countOfWhole(), atLeast);
    }
    // After a killed restore: what is there is whole, and it can be gone on with.
    void checkRestored(const std::string& home, int reported) {
        reopen(home + "/restored");
        const std::int64_t now = countOfWhole();
        EXPECT_GE(now, reported > 0 ? kBundled : 0);
        partWay_ += now > 0 && now < kBundled ? 1 : 0;
        checkWholeBundle(home + "/source", kBundled);
        close();
        std::filesystem::remove_all(home + "/restored");
    }

    // A new archive, and a bundle to restore from.
    void prepare(const std::string& home) {
        before_ = 0;
        reopen(home + "/made");
        ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
        for (int i = 0; i < kBundled; ++i) {
            const auto one = addition(*vault_, "bundled " + std::to_string(i));
            ASSERT_TRUE(store_->add({&one, 1}).ok());
        }
        std::filesystem::create_directories(home + "/source");
        std::filesystem::create_directories(home + "/drive");
        ASSERT_TRUE(backUp(*vault_, home + "/source").ok());
        reopen(home + "/profile");
        ASSERT_TRUE(vault_->openOrCreate(kPassword).ok());
        close();
    }

    std::int64_t before_ = 0;
    int partWay_ = 0; // restores of which some entries were there, and not all
};

TEST_F(KilledArchiveTest, processKilledAtAnyMoment_losesNothingThatItReported) {
    const int kills = faultRounds("RESEAL_KILLS", kKills);
    std::mt19937_64 chance(faultSeed());
    std::array<int, kActs.size()> killed{};
    std::array<int, kActs.size()> reports{};
    std::optional<reseal::test::TemporaryFolder> home;
    for (int round = 0; round < kills; ++round) {
        if (round % kRoundsOfAFolder == 0) {
            home.emplace();
            ASSERT_NO_FATAL_FAILURE(prepare(home->path()));
        }
        const auto act = static_cast<Act>(chance() % kActs.size());
        const int acts = act == Act::restore ? 0 : static_cast<int>(chance() % 3);
        const std::chrono::microseconds more(chance() % (act == Act::restore ? 200'000 : 25'000));
        if (act == Act::restore) { // the child is not to be killed while it makes an empty database
            reopen(home->path() + "/restored");
            close();
        }
        const int reported = killAfter(act, home->path(), round, acts, more);
        ++killed[static_cast<std::size_t>(act)];
        reports[static_cast<std::size_t>(act)] += reported;
        if (act == Act::restore) {
            checkRestored(home->path(), reported);
        } else {
            checkProfile(act, home->path(), reported);
        }
        ASSERT_FALSE(HasFailure()) << "round " << round << ", " << kActs[static_cast<std::size_t>(act)] << " killed "
                                   << more.count() << " us after report " << acts;
    }
    for (std::size_t i = 0; i < kActs.size(); ++i) {
        std::printf("| %s | %d kills | %d acts reported before them |\n", kActs[i], killed[i], reports[i]);
    }
    std::printf("%d restores were killed part way\n", partWay_);
}

} // namespace
} // namespace reseal::archive::test
