// SPDX-License-Identifier: Apache-2.0
// A process killed at any moment: what it had reported as kept is all there, and the file is whole.
#include "tests/unit/storage/profile_fixture.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::storage::test {
namespace {

class KilledProcessTest : public ProfileTest {
protected:
    // In the child: records certificate after certificate and writes a byte to the pipe once each is kept.
    [[noreturn]] void writeForever(int report, int first) {
        auto opened = tryOpen();
        if (!opened) {
            _exit(3);
        }
        const auto store = makeSqliteCertificateStore(*opened.value());
        const auto notices = makeSqliteNoticeLog(*opened.value());
        for (int i = first;; ++i) {
            const std::string path = "/a/" + std::to_string(i);
            if (!store->recordScan("/a", std::vector{reading(path, {i})}, {}, clock_.now()).ok() ||
                !notices->record("n" + std::to_string(i), clock_.now(), {{certificate(i).certificate.id, {}}}).ok() ||
                write(report, "k", 1) != 1) {
                _exit(4);
            }
        }
    }

    // The number kept by a child that is killed after `reports` reports and a little more work.
    int killAfter(int reports, int first) {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            ::close(ends[0]);
            writeForever(ends[1], first);
        }
        ::close(ends[1]);
        int kept = 0;
        char byte = 0;
        while (kept < reports && read(ends[0], &byte, 1) == 1) {
            ++kept;
        }
        for (volatile int spin = 0; spin < reports * 3571; spin = spin + 1) {
            // A different moment of the next transaction each time.
        }
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
};

TEST_F(KilledProcessTest, ProcessKilledWhileWriting_losesNothingItReportedAsKept) {
    int expected = 0;
    for (int round = 0; round < 25; ++round) {
        expected += killAfter(1 + round * 3, expected);
        if (HasFatalFailure()) {
            return;
        }
        open();
        EXPECT_FALSE(database_->opening().restoredFromBackup);
        EXPECT_TRUE(database_->checkIntegrity().ok());
        const int certificates = static_cast<int>(entries().size());
        const int said = static_cast<int>(notices_->history(SIZE_MAX).value().size());
        EXPECT_GE(said, expected);
        EXPECT_GE(certificates, said); // a notice is recorded after its certificate
        EXPECT_LE(certificates, expected + 1);
        expected = certificates;
        close();
    }
}

TEST_F(KilledProcessTest, ProcessKilledAtItsVeryBeginning_leavesAProfileThatOpens) {
    for (int round = 0; round < 15; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            writeForever(STDERR_FILENO + 100, 0); // no report: it ends by itself after one
        }
        for (volatile int spin = 0; spin < round * 200000; spin = spin + 1) {
        }
        kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        open();
        EXPECT_TRUE(database_->checkIntegrity().ok());
        close();
        for (const std::string& name : folder_.names()) {
            std::filesystem::remove(folder_.file(name));
        }
    }
}

} // namespace
} // namespace reseal::storage::test
