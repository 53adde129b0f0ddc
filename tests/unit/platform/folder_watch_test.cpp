// SPDX-License-Identifier: Apache-2.0
// FolderWatch with real inotify events.
#include "agent/platform/folder_watch.hpp"
#include "agent/platform/linux/folder_walk.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <sys/mount.h>

namespace reseal::platform {
namespace {

namespace fs = std::filesystem;

class FolderWatchTest : public testing::Test {
protected:
    FolderWatchTest() {
        runner.onLoop(
            [&] { watch = makeFolderWatch(runner.loop(), [&](const std::string& path) { told.add(path); }); });
    }
    ~FolderWatchTest() override {
        runner.onLoop([&] { watch.reset(); });
    }
    WatchMode add(const std::string& path) {
        return runner.onLoop([&] { return watch->add(path); });
    }
    WatchMode mode(const std::string& path) {
        return runner.onLoop([&] { return watch->mode(path); });
    }
    // Does `act`, then waits until a change is told.
    template <typename Act>
    bool tells(Act act) {
        told.clear();
        act();
        return told.waitFor(1);
    }
    // Whatever was not told by the time a later change of `marker` is told was no event.
    bool silent(const std::function<void()>& act) {
        const TempFolder other;
        static_cast<void>(add(other.path()));
        told.clear();
        act();
        writeFile(other.at("marker"), "x");
        const bool came = told.waitFor(1);
        const bool quiet = came && told.items() == std::vector<std::string>{other.path()};
        runner.onLoop([&] { watch->remove(other.path()); });
        return quiet;
    }

    TempFolder folder;
    Tally told;
    LoopThread runner;
    std::unique_ptr<FolderWatch> watch;
};

TEST(FileSystems, thatOthersChangeUnseen_areSilent) {
    for (const std::uint32_t silent : std::initializer_list<std::uint32_t>{
             NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC, SMB2_SUPER_MAGIC, FUSE_SUPER_MAGIC, V9FS_MAGIC,
             CEPH_SUPER_MAGIC, AFS_SUPER_MAGIC, AFS_FS_MAGIC, CODA_SUPER_MAGIC, NCP_SUPER_MAGIC}) {
        EXPECT_TRUE(isSilent(silent)) << std::hex << silent;
    }
    for (const std::uint32_t own : std::initializer_list<std::uint32_t>{
             EXT4_SUPER_MAGIC, BTRFS_SUPER_MAGIC, XFS_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC}) {
        EXPECT_FALSE(isSilent(own)) << std::hex << own;
    }
}

TEST_F(FolderWatchTest, Add_folder_fileWrittenIsToldOnce) {
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(tells([&] {
        for (int i = 0; i < 5; ++i) { // few: a busy machine must be done with them while they count as one
            writeFile(folder.at(std::to_string(i)), "x");
        }
    }));
    EXPECT_TRUE(silent([] {}));
    EXPECT_EQ(told.items().size(), 1U);
}

TEST_F(FolderWatchTest, Reading_watchedFiles_noEvent) {
    writeFile(folder.at("a"), "content");
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(silent([&] {
        EXPECT_EQ(readFile(folder.at("a")), "content");
        EXPECT_NE(fs::directory_iterator(folder.path()), fs::directory_iterator());
    }));
}

TEST_F(FolderWatchTest, Editor_replacesFileAtomically_told) {
    writeFile(folder.at("a"), "old");
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    TempFolder elsewhere;
    writeFile(elsewhere.at("a.new"), "new");
    EXPECT_TRUE(tells([&] { fs::rename(elsewhere.at("a.new"), folder.at("a")); }));
}

TEST_F(FolderWatchTest, File_deletedOrMadeReadable_told) {
    writeFile(folder.at("a"), "x");
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::permissions(folder.at("a"), fs::perms(0400)); }));
    EXPECT_TRUE(tells([&] { fs::remove(folder.at("a")); }));
}

TEST_F(FolderWatchTest, NewFolders_deepAtOnce_watchedToTheBottom) {
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::create_directories(folder.at("a/b/c/d")); }));
    EXPECT_TRUE(tells([&] { writeFile(folder.at("a/b/c/d/key.pem"), "x"); }));
}

TEST_F(FolderWatchTest, Folder_movedInside_watchedUnderItsNewName) {
    fs::create_directories(folder.at("a/b"));
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::rename(folder.at("a"), folder.at("z")); }));
    EXPECT_TRUE(tells([&] { writeFile(folder.at("z/b/key.pem"), "x"); }));
}

TEST_F(FolderWatchTest, Folder_movedAway_toldAndThenSilent) {
    const TempFolder elsewhere;
    fs::create_directories(folder.at("a/b"));
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::rename(folder.at("a"), elsewhere.at("a")); }));
    EXPECT_TRUE(silent([&] { writeFile(elsewhere.at("a/b/key.pem"), "x"); }));
}

TEST_F(FolderWatchTest, Source_deletedAndMadeAgain_liveAgain) {
    const std::string source = folder.at("keys");
    fs::create_directory(source);
    EXPECT_EQ(add(source), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::remove_all(source); }));
    EXPECT_EQ(mode(source), WatchMode::unreachable);
    EXPECT_TRUE(tells([&] { fs::create_directory(source); }));
    EXPECT_EQ(mode(source), WatchMode::events);
    EXPECT_TRUE(tells([&] { writeFile(source + "/a", "x"); }));
}

TEST_F(FolderWatchTest, Source_deletedWhileSomebodyStandsInIt_liveAgain) {
    const std::string source = folder.at("keys");
    fs::create_directory(source);
    const int standing = ::open(source.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    EXPECT_EQ(add(source), WatchMode::events);
    EXPECT_TRUE(tells([&] {
        fs::remove_all(source);
        fs::create_directory(source);
    }));
    EXPECT_TRUE(tells([&] { writeFile(source + "/a", "x"); }));
    ::close(standing);
}

TEST_F(FolderWatchTest, Source_notThereYet_liveOnceItComes) {
    const std::string source = folder.at("a/b/keys");
    EXPECT_EQ(add(source), WatchMode::unreachable);
    EXPECT_TRUE(silent([&] { fs::create_directory(folder.at("a")); }));
    EXPECT_TRUE(tells([&] { fs::create_directories(source); }));
    EXPECT_EQ(mode(source), WatchMode::events);
    EXPECT_TRUE(tells([&] { writeFile(source + "/a", "x"); }));
}

TEST_F(FolderWatchTest, Parent_movedAwayAndBack_toldBothTimes) {
    const std::string source = folder.at("a/b/keys");
    fs::create_directories(source);
    EXPECT_EQ(add(source), WatchMode::events);
    EXPECT_TRUE(tells([&] { fs::rename(folder.at("a"), folder.at("z")); }));
    EXPECT_EQ(mode(source), WatchMode::unreachable);
    EXPECT_TRUE(tells([&] { fs::rename(folder.at("z"), folder.at("a")); }));
    EXPECT_EQ(mode(source), WatchMode::events);
}

TEST_F(FolderWatchTest, SingleFile_neighboursChange_silent) {
    writeFile(folder.at("key.p12"), "x");
    EXPECT_EQ(add(folder.at("key.p12")), WatchMode::events);
    EXPECT_TRUE(silent([&] { writeFile(folder.at("other"), "x"); }));
    EXPECT_TRUE(tells([&] { writeFile(folder.at("key.p12"), "y"); }));
}

TEST_F(FolderWatchTest, SingleFile_replacedDeletedAndMadeAgain_toldEachTime) {
    writeFile(folder.at("key.p12"), "x");
    EXPECT_EQ(add(folder.at("key.p12")), WatchMode::events);
    EXPECT_TRUE(tells([&] {
        writeFile(folder.at("key.new"), "y");
        fs::rename(folder.at("key.new"), folder.at("key.p12"));
    }));
    EXPECT_TRUE(tells([&] { fs::remove(folder.at("key.p12")); }));
    EXPECT_EQ(mode(folder.at("key.p12")), WatchMode::unreachable);
    EXPECT_TRUE(tells([&] { writeFile(folder.at("key.p12"), "z"); }));
    EXPECT_EQ(mode(folder.at("key.p12")), WatchMode::events);
}

TEST_F(FolderWatchTest, SingleFile_linkToElsewhere_changeOfTargetTold) {
    const TempFolder elsewhere;
    writeFile(elsewhere.at("real.p12"), "x");
    fs::create_symlink(elsewhere.at("real.p12"), folder.at("key.p12"));
    EXPECT_EQ(add(folder.at("key.p12")), WatchMode::events);
    EXPECT_TRUE(tells([&] { writeFile(elsewhere.at("real.p12"), "y"); }));
}

TEST_F(FolderWatchTest, LinkToFolder_pointedElsewhere_newTargetWatched) {
    const TempFolder first;
    const TempFolder second;
    fs::create_symlink(first.path(), folder.at("keys"));
    EXPECT_EQ(add(folder.at("keys")), WatchMode::events);
    EXPECT_TRUE(tells([&] {
        fs::create_symlink(second.path(), folder.at("keys.new"));
        fs::rename(folder.at("keys.new"), folder.at("keys"));
    }));
    EXPECT_TRUE(tells([&] { writeFile(second.at("a"), "x"); }));
}

TEST_F(FolderWatchTest, LinksBelow_leadOutside_notFollowed) {
    const TempFolder elsewhere;
    fs::create_directory_symlink(elsewhere.path(), folder.at("link"));
    fs::create_directory_symlink(folder.path(), folder.at("loop"));
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_TRUE(silent([&] { writeFile(elsewhere.at("a"), "x"); }));
}

TEST_F(FolderWatchTest, TwoSources_oneInsideTheOther_bothTold) {
    fs::create_directory(folder.at("sub"));
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    EXPECT_EQ(add(folder.at("sub")), WatchMode::events);
    told.clear();
    writeFile(folder.at("sub/a"), "x");
    EXPECT_TRUE(told.waitFor(2));
    runner.onLoop([&] { watch->remove(folder.at("sub")); });
    EXPECT_TRUE(tells([&] { writeFile(folder.at("sub/b"), "x"); }));
    EXPECT_EQ(told.items(), std::vector<std::string>{folder.path()});
}

TEST_F(FolderWatchTest, Remove_thenChange_silent) {
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    runner.onLoop([&] { watch->remove(folder.path()); });
    EXPECT_TRUE(silent([&] { writeFile(folder.at("a"), "x"); }));
    EXPECT_EQ(mode(folder.path()), WatchMode::unreachable);
}

TEST_F(FolderWatchTest, Watch_destroyedInTheMiddleOfABurst_nothingTold) {
    EXPECT_EQ(add(folder.path()), WatchMode::events);
    writeFile(folder.at("a"), "x");
    runner.onLoop([&] { watch.reset(); });
    std::promise<void> later;
    auto future = later.get_future();
    runner.loop().post([&] { runner.loop().after(std::chrono::milliseconds(400), [&] { later.set_value(); }); });
    future.get();
    EXPECT_TRUE(told.items().empty());
}

// In a forked child with a mount table of its own, so that nothing outside sees the mount.
TEST(FolderWatchMountTest, FileSystem_mountedOnTheSource_toldAndWatched) {
    const TempFolder folder;
    std::filesystem::create_directory(folder.at("stick"));
    Child child([&] {
        if (::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
            return 77;
        }
        Tally told;
        LoopThread runner;
        std::unique_ptr<FolderWatch> watch;
        runner.onLoop([&] {
            watch = makeFolderWatch(runner.loop(), [&](const std::string& path) { told.add(path); });
            static_cast<void>(watch->add(folder.path()));
        });
        if (::mount("tmpfs", folder.at("stick").c_str(), "tmpfs", 0, "size=1m") != 0) {
            return 77;
        }
        int outcome = told.waitFor(1) ? 0 : 1;
        told.clear();
        writeFile(folder.at("stick/key.p12"), "x");
        outcome |= told.waitFor(1) ? 0 : 2;
        runner.onLoop([&] { watch.reset(); });
        ::umount2(folder.at("stick").c_str(), MNT_DETACH);
        return outcome;
    });
    const int outcome = child.wait();
    if (outcome == 77) {
        GTEST_SKIP() << "no mount table of one's own here";
    }
    EXPECT_EQ(outcome, 0);
}

// The limit is lowered inside a user namespace of a forked child only.
TEST(FolderWatchLimitTest, Watches_usedUp_exhausted) {
    const TempFolder folder;
    for (int i = 0; i < 30; ++i) {
        std::filesystem::create_directory(folder.at(std::to_string(i)));
    }
    Child child([&] {
        if (::unshare(CLONE_NEWUSER) != 0) {
            return 77;
        }
        writeFile("/proc/sys/user/max_inotify_watches", "20");
        if (readFile("/proc/sys/user/max_inotify_watches") != "20\n") {
            return 77;
        }
        auto loop = makeEventLoop({});
        auto watch = makeFolderWatch(*loop, [](const std::string&) {});
        if (watch->add(folder.path()) != WatchMode::exhausted) {
            return 1;
        }
        return watch->add(folder.at("1")) == WatchMode::events ? 0 : 2; // the partial watch was given back
    });
    const int outcome = child.wait();
    if (outcome == 77) {
        GTEST_SKIP() << "no user namespaces here";
    }
    EXPECT_EQ(outcome, 0);
}

} // namespace
} // namespace reseal::platform
