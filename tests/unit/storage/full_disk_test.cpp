// SPDX-License-Identifier: Apache-2.0
// The disk fills up, or breaks, at every single write in turn: what was kept stays, what was not is told.
#include "storage/connection.hpp"
#include "tests/unit/storage/failing_disk.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::storage::test {
namespace {

struct Fault {
    const char* name;
    int code;
    const char* reason;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class FullDiskTest : public ProfileTest, public testing::WithParamInterface<Fault> {
protected:
    void TearDown() override {
        disk_.mend();
        close();
    }

    void emptyFolder() {
        close();
        for (const std::string& name : folder_.names()) {
            std::filesystem::remove(folder_.file(name));
        }
    }

    // Saves a setting, a scan and a notice numbered n; the first error ends it. Gives how many of the three were kept.
    int keepThree(int n, Error& error) {
        const std::string text = std::to_string(n);
        std::vector<core::FileReading> readings;
        for (int i = 0; i < 20; ++i) {
            readings.push_back(reading("/a/" + text + "/" + std::to_string(i), {n * 1000 + i}));
        }
        const Status saved = settings_->save({{"key" + text, "value"}});
        const Status scanned = saved ? store_->recordScan("/a", readings, {}, clock_.now()) : saved;
        const Status said =
            scanned ? notices_->record("n" + text, clock_.now(), {{certificate(n * 1000).certificate.id, {}}})
                    : scanned;
        if (!said) {
            error = said.error();
        }
        return (saved ? 1 : 0) + (scanned ? 1 : 0) + (said ? 1 : 0);
    }

    FailingDisk disk_;
};

INSTANTIATE_TEST_SUITE_P(Each, FullDiskTest,
                         testing::Values(Fault{"Full", SQLITE_FULL, "disk_full"},
                                         Fault{"Broken", SQLITE_IOERR_WRITE, "database_failed"}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(FullDiskTest, DiskFailingAtTheNthWrite_losesNothingThatWasKept) {
    int n = 1;
    bool failed = true;
    for (; failed && n < 400; ++n) {
        emptyFolder();
        open();
        Error error;
        ASSERT_EQ(keepThree(1, error), 3);
        disk_.failFrom(n, GetParam().code);
        const int kept = keepThree(2, error);
        failed = kept < 3;
        if (failed) {
            EXPECT_EQ(error.reason, GetParam().reason) << "at write " << n;
        }
        close(); // with the disk still failing
        disk_.mend();
        open();
        EXPECT_FALSE(database_->opening().restoredFromBackup);
        ASSERT_TRUE(database_->checkIntegrity().ok()) << "at write " << n;
        const std::size_t settings = settings_->load().value().size();
        const std::size_t certificates = entries().size();
        const std::size_t notices = notices_->history(9).value().size();
        // Each is there whole where it was said to be kept, else whole or not at all.
        EXPECT_TRUE(settings == 2 || (settings == 1 && kept < 1)) << "at write " << n;
        EXPECT_TRUE(certificates == 40 || (certificates == 20 && kept < 2)) << "at write " << n;
        EXPECT_TRUE(notices == 2 || (notices == 1 && kept < 3)) << "at write " << n;
        ASSERT_EQ(keepThree(2, error), 3) << "cannot go on after write " << n;
    }
    EXPECT_FALSE(failed);
    EXPECT_GT(n, 20);
}

TEST_P(FullDiskTest, DiskFailingAtTheNthWriteOfTheFirstOpening_opensOnceItIsMended) {
    bool failed = true;
    int n = 1;
    for (; failed && n < 400; ++n) {
        emptyFolder();
        disk_.failFrom(n, GetParam().code);
        const auto opened = tryOpen();
        failed = !opened.ok();
        if (failed) {
            EXPECT_EQ(opened.error().reason, GetParam().reason) << "at write " << n;
        }
        disk_.mend();
        if (failed) {
            open();
            Error error;
            EXPECT_EQ(keepThree(1, error), 3) << "at write " << n;
        }
    }
    EXPECT_GT(n, 5);
}

TEST_P(FullDiskTest, DiskFailingAtTheNthWriteOfARestore_losesNeitherTheDamagedFileNorTheBackup) {
    bool failed = true;
    int n = 1;
    for (; failed && n < 400; ++n) {
        emptyFolder();
        open();
        Error error;
        ASSERT_EQ(keepThree(1, error), 3);
        ASSERT_TRUE(database_->backUpIfDue().ok());
        close();
        overwrite(folder_.file("reseal.db"), std::string(9000, 'x'));
        disk_.failFrom(n, GetParam().code);
        {
            const auto opened = tryOpen();
            failed = !opened.ok();
            if (failed) {
                EXPECT_EQ(opened.error().reason, GetParam().reason) << "at write " << n;
            }
        }
        disk_.mend();
        open();
        EXPECT_EQ(entries().size(), 20U) << "at write " << n;
        bool keptDamaged = false;
        for (const std::string& name : folder_.names()) {
            keptDamaged = keptDamaged || (name.starts_with("reseal.db.damaged-") &&
                                          contentOf(folder_.file(name)) == std::string(9000, 'x'));
        }
        EXPECT_TRUE(keptDamaged) << "at write " << n;
    }
    EXPECT_GT(n, 5);
}

// The system's own refusal: no file may grow past a limit.
TEST_F(ProfileTest, FileSizeLimit_reached_isADiskFullAndWhatWasKeptStays) {
    open();
    close();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{2000000, 2000000};
        setrlimit(RLIMIT_FSIZE, &limit);
        open();
        std::string reason = "none";
        for (int i = 0; i < 5000 && reason == "none"; ++i) {
            const Status kept =
                store_->recordScan("/a", std::vector{reading("/a/" + std::to_string(i), {i})}, {}, kStart);
            if (!kept) {
                reason = kept.error().reason;
            } else if (write(ends[1], "k", 1) != 1) {
                _exit(1);
            }
        }
        _exit(reason == "disk_full" ? 0 : 1);
    }
    ::close(ends[1]);
    std::size_t kept = 0;
    for (char byte = 0; read(ends[0], &byte, 1) == 1;) {
        ++kept;
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    open();
    EXPECT_TRUE(database_->checkIntegrity().ok());
    EXPECT_GT(kept, 10U);
    EXPECT_EQ(entries().size(), kept);
}

TEST_F(ProfileTest, DatabaseOfLimitedPages_reached_isADiskFullAndTheProfileGoesOn) {
    open();
    scan("/a", {reading("/a/0", {0})});
    Connection& connection = database_->connection();
    const auto pages = connection.number("PRAGMA page_count").value();
    ASSERT_TRUE(connection.execute(("PRAGMA max_page_count = " + std::to_string(pages + 2)).c_str()).ok());
    std::vector<core::FileReading> many;
    for (int i = 1; i < 100; ++i) {
        many.push_back(reading("/a/" + std::to_string(i), {i}));
    }
    const Status recorded = store_->recordScan("/a", many, {}, kStart);
    ASSERT_FALSE(recorded.ok());
    EXPECT_EQ(recorded.error().reason, "disk_full");
    EXPECT_EQ(entries().size(), 1U);
    ASSERT_TRUE(connection.execute("PRAGMA max_page_count = 1000000").ok());
    scan("/a", many);
    EXPECT_EQ(entries().size(), 100U);
}

} // namespace
} // namespace reseal::storage::test
