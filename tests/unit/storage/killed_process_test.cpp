// SPDX-License-Identifier: Apache-2.0
// A process killed at any moment: what it had reported as kept is all there, and the file is whole.
#include "tests/unit/storage/profile_fixture.hpp"

#include <chrono>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::storage::test {
namespace {

// So that each round kills at another moment; nothing waits for anything here.
void letPass(std::chrono::microseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
}

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
        letPass(std::chrono::microseconds(reports * 7));
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
    int certificates = 0;
    int said = 0;
    for (int round = 0; round < 25; ++round) {
        const int certificatesBefore = certificates;
        const int saidBefore = said;
        const int reported = killAfter(1 + round, certificates);
        ASSERT_FALSE(HasFailure());
        open();
        EXPECT_FALSE(database_->opening().restoredFromBackup);
        EXPECT_TRUE(database_->checkIntegrity().ok());
        certificates = static_cast<int>(entries().size());
        said = static_cast<int>(notices_->history(SIZE_MAX).value().size());
        close();
        EXPECT_GE(said - saidBefore, reported); // what was not reported may be kept, too: at most one more
        EXPECT_LE(said - saidBefore, reported + 1);
        EXPECT_GE(certificates - certificatesBefore, said - saidBefore); // a notice comes after its certificate
        EXPECT_LE(certificates - certificatesBefore, reported + 1);
    }
}

TEST_F(KilledProcessTest, ProcessKilledAtItsVeryBeginning_leavesAProfileThatOpens) {
    for (int round = 0; round < 15; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            writeForever(STDERR_FILENO + 100, 0); // no report: it ends by itself after one
        }
        letPass(std::chrono::microseconds(round * 400));
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
