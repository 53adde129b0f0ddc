// SPDX-License-Identifier: Apache-2.0
// The system's FileSystem on real files, links, pipes and sockets.
#include "agent/platform/file_system.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <algorithm>
#include <fcntl.h>
#include <grp.h>
#include <map>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace reseal::platform {
namespace {

constexpr std::size_t kCap = 64U * 1024 * 1024;

class FileSystemTest : public testing::Test {
protected:
    std::map<std::string, DirectoryEntry> listed() {
        auto entries = files->list(folder.path());
        EXPECT_TRUE(entries.ok());
        std::map<std::string, DirectoryEntry> byName;
        for (auto& entry : entries.value()) {
            byName[entry.name] = entry;
        }
        return byName;
    }
    std::string reasonOfRead(const std::string& path) {
        core::FileStamp stamp;
        auto result = files->read(path, kCap, &stamp);
        return result.ok() ? "" : result.error().reason;
    }

    TempFolder folder;
    std::unique_ptr<FileSystem> files = systemFileSystem();
};

TEST_F(FileSystemTest, Read_regularFile_contentAndStampOfInspect) {
    writeFile(folder.at("a.pem"), "hello");
    core::FileStamp stamp;
    const auto content = files->read(folder.at("a.pem"), kCap, &stamp);
    ASSERT_TRUE(content.ok());
    EXPECT_EQ(std::string(content.value().begin(), content.value().end()), "hello");
    const auto seen = files->inspect(folder.at("a.pem"));
    ASSERT_TRUE(seen.ok());
    EXPECT_EQ(seen.value().stamp, stamp);
    EXPECT_EQ(stamp.size, 5);
    EXPECT_EQ(seen.value().name, "a.pem");
    EXPECT_FALSE(seen.value().link);
}

TEST_F(FileSystemTest, Read_changedRightAfterReading_stampDiffers) {
    writeFile(folder.at("a.pem"), "first");
    core::FileStamp stamp;
    ASSERT_TRUE(files->read(folder.at("a.pem"), kCap, &stamp).ok());
    writeFile(folder.at("a.pem"), "other");
    EXPECT_NE(files->inspect(folder.at("a.pem")).value().stamp, stamp);
}

TEST_F(FileSystemTest, Read_emptyFile_empty) {
    writeFile(folder.at("empty"), "");
    const auto content = files->read(folder.at("empty"), kCap, nullptr);
    ASSERT_TRUE(content.ok());
    EXPECT_TRUE(content.value().empty());
}

TEST_F(FileSystemTest, Read_exactlyTheCap_read) {
    writeFile(folder.at("full"), std::string(1000, 'x'));
    EXPECT_EQ(files->read(folder.at("full"), 1000, nullptr).value().size(), 1000U);
    EXPECT_EQ(files->read(folder.at("full"), 999, nullptr).error().reason, "read_failed");
}

TEST_F(FileSystemTest, Read_procFileThatClaimsZeroSize_read) {
    const auto content = files->read("/proc/self/status", kCap, nullptr);
    ASSERT_TRUE(content.ok());
    EXPECT_GT(content.value().size(), 100U);
    EXPECT_EQ(files->read("/proc/self/status", 20, nullptr).error().reason, "read_failed");
}

TEST_F(FileSystemTest, Read_fifo_refusedWithoutWaiting) {
    ASSERT_EQ(::mkfifo(folder.at("pipe").c_str(), 0600), 0);
    EXPECT_EQ(reasonOfRead(folder.at("pipe")), "read_failed");
}

TEST_F(FileSystemTest, Read_deviceOrSocketOrFolder_refused) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s", folder.at("socket").c_str());
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(reasonOfRead(folder.at("socket")), "read_failed");
    EXPECT_EQ(reasonOfRead("/dev/zero"), "read_failed");
    EXPECT_EQ(reasonOfRead(folder.path()), "read_failed");
    ::close(socket);
}

TEST_F(FileSystemTest, Read_twoGigabyteSparseFile_refusedUnread) {
    writeFile(folder.at("huge"), "");
    std::filesystem::resize_file(folder.at("huge"), 2ULL * 1024 * 1024 * 1024);
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(reasonOfRead(folder.at("huge")), "read_failed");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(500));
}

TEST_F(FileSystemTest, Read_missingOrBrokenOrLooping_reasonSaysWhich) {
    std::filesystem::create_symlink("nowhere", folder.at("broken"));
    std::filesystem::create_symlink("loop-b", folder.at("loop-a"));
    std::filesystem::create_symlink("loop-a", folder.at("loop-b"));
    writeFile(folder.at("file"), "x");
    EXPECT_EQ(reasonOfRead(folder.at("missing")), "not_found");
    EXPECT_EQ(reasonOfRead(folder.at("file") + "/below"), "not_found");
    EXPECT_EQ(reasonOfRead(folder.at("broken")), "broken_symlink");
    EXPECT_EQ(reasonOfRead(folder.at("loop-a")), "broken_symlink");
    EXPECT_EQ(files->inspect(folder.at("broken")).error().reason, "broken_symlink");
    EXPECT_EQ(files->inspect(folder.at("loop-b")).error().reason, "broken_symlink");
    EXPECT_EQ(files->inspect(folder.at("loop-b") + "/below").error().reason, "broken_symlink");
    EXPECT_EQ(files->inspect(folder.at("missing")).error().reason, "not_found");
}

TEST_F(FileSystemTest, Read_withoutPermission_permissionDenied) {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    writeFile(folder.at("closed"), "x");
    std::filesystem::permissions(folder.at("closed"), std::filesystem::perms(0));
    std::filesystem::create_directory(folder.at("shut"));
    std::filesystem::permissions(folder.at("shut"), std::filesystem::perms(0));
    Child somebody([&] {
        if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setresuid(65534, 65534, 65534) != 0)) {
            return 77;
        }
        if (reasonOfRead(folder.at("closed")) != "permission_denied") {
            return 1;
        }
        if (files->list(folder.at("shut")).error().reason != "permission_denied") {
            return 2;
        }
        return files->inspect(folder.at("shut") + "/x").error().reason == "permission_denied" ? 0 : 3;
    });
    EXPECT_EQ(somebody.wait(), 0);
    std::filesystem::permissions(folder.at("shut"), std::filesystem::perms(0700));
}

TEST_F(FileSystemTest, List_everyKind_typesAndStampsOfTargets) {
    writeFile(folder.at("file"), "12345");
    std::filesystem::create_directory(folder.at("sub"));
    std::filesystem::create_symlink("file", folder.at("to-file"));
    std::filesystem::create_symlink("sub", folder.at("to-sub"));
    std::filesystem::create_symlink("nowhere", folder.at("broken"));
    std::filesystem::create_symlink("self", folder.at("self"));
    ASSERT_EQ(::mkfifo(folder.at("pipe").c_str(), 0600), 0);
    auto entries = listed();
    ASSERT_EQ(entries.size(), 7U);
    EXPECT_EQ(entries["file"].type, EntryType::file);
    EXPECT_EQ(entries["sub"].type, EntryType::folder);
    EXPECT_EQ(entries["to-file"].type, EntryType::file);
    EXPECT_TRUE(entries["to-file"].link);
    EXPECT_EQ(entries["to-file"].stamp, entries["file"].stamp);
    EXPECT_EQ(entries["to-sub"].type, EntryType::folder);
    EXPECT_EQ(entries["to-sub"].stamp.inode, entries["sub"].stamp.inode);
    EXPECT_EQ(entries["to-sub"].device, entries["sub"].device);
    EXPECT_EQ(entries["broken"].type, EntryType::brokenLink);
    EXPECT_EQ(entries["self"].type, EntryType::brokenLink);
    EXPECT_EQ(entries["pipe"].type, EntryType::other);
}

TEST_F(FileSystemTest, List_notAFolder_errorSaysWhich) {
    writeFile(folder.at("file"), "x");
    std::filesystem::create_symlink("nowhere", folder.at("broken"));
    EXPECT_EQ(files->list(folder.at("file")).error().reason, "walk_error");
    EXPECT_EQ(files->list(folder.at("missing")).error().reason, "not_found");
    EXPECT_EQ(files->list(folder.at("broken")).error().reason, "broken_symlink");
}

TEST_F(FileSystemTest, List_timesBeyondTheClock_stampedWithoutOverflow) {
    writeFile(folder.at("old"), "x");
    const timespec far[2] = {{8'000'000'000, 0}, {253'402'300'799, 999'999'999}};
    ASSERT_EQ(::utimensat(AT_FDCWD, folder.at("old").c_str(), far, 0), 0);
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(FileSystemTest, List_tenThousandFiles_allThere) {
    for (int i = 0; i < 10'000; ++i) {
        ::close(::open(folder.at(std::to_string(i)).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    }
    EXPECT_EQ(listed().size(), 10'000U);
}

} // namespace
} // namespace reseal::platform
