// SPDX-License-Identifier: Apache-2.0
// Clock, language, folders, known places and hardening of the running system.
#include "agent/platform/interruption.hpp"
#include "agent/platform/linux/user_dirs.hpp"
#include "agent/platform/system.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace reseal::platform {
namespace {

using namespace std::chrono_literals;
using core::LocalTime;
using std::chrono::sys_days;

constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";

TimePoint utc(int year, unsigned month, unsigned day, int hour, int minute) {
    return sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) + std::chrono::minutes(minute);
}

LocalTime wall(int year, unsigned month, unsigned day, int hour, int minute) {
    return {std::chrono::year(year) / month / day, hour * 60 + minute};
}

TEST(SystemClockTest, Local_winterAndSummer_offsetsOfTheZone) {
    const ScopedEnvironment zone("TZ", kBerlin);
    const auto clock = systemClock();
    EXPECT_EQ(clock->local(utc(2026, 1, 15, 12, 0)).minuteOfDay, 13 * 60);
    EXPECT_EQ(clock->local(utc(2026, 7, 15, 23, 30)).minuteOfDay, 90);
    EXPECT_EQ(clock->local(utc(2026, 7, 15, 23, 30)).date, std::chrono::year(2026) / 7 / 16);
}

TEST(SystemClockTest, Local_zoneChanged_countsAtOnce) {
    const auto clock = systemClock();
    const ScopedEnvironment first("TZ", "UTC0");
    EXPECT_EQ(clock->local(utc(2026, 1, 15, 12, 0)).minuteOfDay, 12 * 60);
    const ScopedEnvironment second("TZ", "QYZT-5");
    EXPECT_EQ(clock->local(utc(2026, 1, 15, 12, 0)).minuteOfDay, 17 * 60);
}

TEST(SystemClockTest, Instant_ordinaryTime_inverseOfLocal) {
    const ScopedEnvironment zone("TZ", kBerlin);
    const auto clock = systemClock();
    EXPECT_EQ(clock->instant(wall(2026, 1, 15, 13, 0)), utc(2026, 1, 15, 12, 0));
    EXPECT_EQ(clock->instant(wall(2026, 7, 16, 1, 30)), utc(2026, 7, 15, 23, 30));
    EXPECT_EQ(clock->instant(wall(9999, 7, 16, 1, 30)), utc(9999, 7, 15, 23, 30));
}

TEST(SystemClockTest, Instant_skippedBySummerTime_firstInstantAfterTheGap) {
    const ScopedEnvironment zone("TZ", kBerlin);
    EXPECT_EQ(systemClock()->instant(wall(2026, 3, 29, 2, 30)), utc(2026, 3, 29, 1, 0));
}

TEST(SystemClockTest, Instant_shownTwice_theFirst) {
    const ScopedEnvironment zone("TZ", kBerlin);
    EXPECT_EQ(systemClock()->instant(wall(2026, 10, 25, 2, 30)), utc(2026, 10, 25, 0, 30));
}

TEST(SystemClockTest, Now_againstTheSystem_same) {
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto now = systemClock()->now();
    EXPECT_LE(before, now);
    EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(FakeClockTest, Local_offsetSet_wallClockMoves) {
    test::FakeClock clock(utc(2026, 1, 1, 23, 0));
    clock.setUtcOffsetMinutes(5 * 60);
    EXPECT_EQ(clock.local(clock.now()).date, std::chrono::year(2026) / 1 / 2);
    EXPECT_EQ(clock.instant(clock.local(clock.now())), clock.now());
    clock.advance(90min);
    EXPECT_EQ(clock.now(), utc(2026, 1, 2, 0, 30));
}

class LanguageTest : public testing::Test {
protected:
    static std::string language(const char* lang, const char* list = nullptr, const char* all = nullptr) {
        const ScopedEnvironment a("LC_ALL", all);
        const ScopedEnvironment b("LC_MESSAGES", nullptr);
        const ScopedEnvironment c("LANG", lang);
        const ScopedEnvironment d("LANGUAGE", list);
        return systemLanguage();
    }
};

TEST_F(LanguageTest, SystemLanguage_locales_gettextsOrder) {
    EXPECT_EQ(language("ru_RU.UTF-8"), "ru");
    EXPECT_EQ(language("kk_KZ"), "kk");
    EXPECT_EQ(language("de_DE.UTF-8"), "en");
    EXPECT_EQ(language(nullptr), "en");
    EXPECT_EQ(language("en_US.UTF-8", "de:kk:ru"), "kk");
    EXPECT_EQ(language("C", "ru"), "en");
    EXPECT_EQ(language("ru_RU", nullptr, "kk_KZ@cyrillic"), "kk");
}

TEST(FoldersTest, DefaultProfile_dataHomeSetOrNot_xdgRules) {
    const ScopedEnvironment home("HOME", "/home/anna");
    {
        const ScopedEnvironment data("XDG_DATA_HOME", "/data");
        EXPECT_EQ(defaultProfileFolder(), "/data/reseal");
    }
    const ScopedEnvironment data("XDG_DATA_HOME", "relative");
    EXPECT_EQ(defaultProfileFolder(), "/home/anna/.local/share/reseal");
}

TEST(FoldersTest, AbsolutePath_dotsAndSlashes_resolved) {
    EXPECT_EQ(absolutePath("/a/./b/../c/"), "/a/c");
    EXPECT_EQ(absolutePath("/"), "/");
    EXPECT_EQ(absolutePath("x"), std::filesystem::current_path().string() + "/x");
    EXPECT_EQ(absolutePath("."), std::filesystem::current_path().string());
    EXPECT_EQ(absolutePath("//a//b"), "/a/b");
}

TEST(FoldersTest, AbsolutePath_ofAnEmptyText_staysEmpty) { EXPECT_EQ(absolutePath(""), ""); }

TEST(FoldersTest, MakePrivateFolder_deepPath_onlyForThisUser) {
    const TempFolder folder;
    ASSERT_TRUE(makePrivateFolder(folder.at("a/b/c")).ok());
    for (const char* const name : {"a", "a/b", "a/b/c"}) {
        struct stat info {};
        ASSERT_EQ(::stat(folder.at(name).c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0700U);
    }
    EXPECT_TRUE(makePrivateFolder(folder.at("a/b/c")).ok());
    writeFile(folder.at("file"), "x");
    EXPECT_FALSE(makePrivateFolder(folder.at("file")).ok());
    EXPECT_FALSE(makePrivateFolder(folder.at("file/below")).ok());
}

TEST(FoldersTest, ProgramFolder_always_holdsThisProgram) {
    EXPECT_EQ(programFolder(), std::filesystem::read_symlink("/proc/self/exe").parent_path().string());
}

TEST(FoldersTest, SystemDescription_always_namesKernelAndMachine) {
    EXPECT_TRUE(systemDescription().starts_with("Linux "));
}

TEST(UserDirTest, Text_everyForm_folderOrNothing) {
    const std::string text = "# made by xdg-user-dirs-update\n"
                             "XDG_DOCUMENTS_DIR=\"$HOME/Документы\"\n"
                             "  XDG_DOWNLOAD_DIR=\"/mnt/with \\\"quotes\\\"/\"\n"
                             "XDG_MUSIC_DIR=\"relative\"\n"
                             "XDG_VIDEOS_DIR=\"$HOME/\"\n"
                             "XDG_PICTURES_DIR=\"$HOMESTEAD/x\"\n"
                             "XDG_DESKTOP_DIR=\"unfinished";
    EXPECT_EQ(userDir(text, "XDG_DOCUMENTS_DIR", "/home/a"), "/home/a/Документы");
    EXPECT_EQ(userDir(text, "XDG_DOWNLOAD_DIR", "/home/a"), "/mnt/with \"quotes\"");
    EXPECT_EQ(userDir(text, "XDG_VIDEOS_DIR", "/home/a"), "/home/a");
    for (const char* const key : {"XDG_MUSIC_DIR", "XDG_PICTURES_DIR", "XDG_DESKTOP_DIR", "XDG_MISSING_DIR", "XDG_D"}) {
        EXPECT_FALSE(userDir(text, key, "/home/a").has_value()) << key;
    }
}

TEST(KnownPlacesTest, Home_withSomeOfThem_thoseOnly) {
    const TempFolder home;
    const ScopedEnvironment a("HOME", home.path().c_str());
    const ScopedEnvironment b("XDG_CONFIG_HOME", nullptr);
    std::filesystem::create_directories(home.at("Документы/ЭЦП"));
    std::filesystem::create_directories(home.at("Downloads"));
    std::filesystem::create_directories(home.at(".pki"));
    std::filesystem::create_directories(home.at(".config"));
    writeFile(home.at(".config/user-dirs.dirs"), "XDG_DOCUMENTS_DIR=\"$HOME/Документы\"\n");
    std::map<std::string, bool> found;
    for (const auto& place : knownPlaces()) {
        found[place.path] = place.personal;
        EXPECT_NE(std::string(place.what), "");
    }
    std::erase_if(found, [](const auto& place) { return place.first.starts_with("/var/opt/cprocsp/"); });
    const std::map<std::string, bool> expected{{home.at("Документы/ЭЦП"), false},
                                               {home.at("Документы"), true},
                                               {home.at("Downloads"), true},
                                               {home.at(".pki"), false}};
    EXPECT_EQ(found, expected);
}

// Root of a mount namespace of its own, as which this process sees nobody else's mounts change.
bool becomeRootOfOwnMounts() {
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    const auto wrote = [](const char* file, const std::string& text) {
        return !(std::ofstream(file) << text).flush().fail();
    };
    if (user != 0 && (::unshare(CLONE_NEWUSER) != 0 || !wrote("/proc/self/setgroups", "deny") ||
                      !wrote("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") ||
                      !wrote("/proc/self/gid_map", "0 " + std::to_string(group) + " 1"))) {
        return false;
    }
    return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

TEST(KnownPlacesTest, CryptoProsFolder_ofThisUser_isOffered) {
    enum : int { kOffered, kNotOffered, kNoNamespace };
    Child child([&] {
        if (!becomeRootOfOwnMounts() || ::mount("none", "/var/opt", "tmpfs", 0, nullptr) != 0) {
            return int{kNoNamespace};
        }
        std::filesystem::create_directories("/var/opt/cprocsp/keys/root");
        std::filesystem::create_directories("/var/opt/cprocsp/keys/another");
        std::vector<std::string> found;
        for (const auto& place : knownPlaces()) {
            if (place.path.starts_with("/var/opt") && !place.personal) {
                found.push_back(place.path);
            }
        }
        return int{found == std::vector<std::string>{"/var/opt/cprocsp/keys/root"} ? kOffered : kNotOffered};
    });
    const int outcome = child.wait();
    if (outcome == kNoNamespace) {
        GTEST_SKIP() << "this system allows no mount namespace";
    }
    EXPECT_EQ(outcome, kOffered);
}

TEST(HardeningTest, HardenProcess_inAChild_noCoresNoTracingPrivateFiles) {
    const TempFolder folder;
    Child child([&] {
        hardenProcess();
        hardenProcess();
        rlimit cores{1, 1};
        ::getrlimit(RLIMIT_CORE, &cores);
        writeFile(folder.at("private"), "x");
        struct stat info {};
        ::stat(folder.at("private").c_str(), &info);
        ::raise(SIGPIPE);
        releaseFreeMemory();
        return cores.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE) == 0 && (info.st_mode & 0777U) == 0600U ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
}

TEST(HardeningTest, HardenProcess_underAVariableThatChangesKeyFiles_takesItAway) {
    Child child([] {
        const ScopedEnvironment legacy("LEGACY_GOST_PKCS12", "1");
        hardenProcess();
        return environment("LEGACY_GOST_PKCS12").empty() ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
}

TEST(IdleCodeTest, UnmapIdleCode_leavesLessInMemoryAndTheProgramGoesOn) {
    const auto fileBacked = [] { // pages
        std::ifstream statm("/proc/self/statm");
        long whole = 0;
        long resident = 0;
        long shared = 0;
        statm >> whole >> resident >> shared;
        return shared;
    };
    const long before = fileBacked();
    unmapIdleCode();
    EXPECT_LT(fileBacked(), before);
    EXPECT_EQ(absolutePath("/a/../b"), "/b");
}

TEST(GraphicalSessionTest, Display_setOrNot_told) {
    const ScopedEnvironment x("DISPLAY", nullptr);
    {
        const ScopedEnvironment wayland("WAYLAND_DISPLAY", nullptr);
        EXPECT_FALSE(graphicalSession());
    }
    const ScopedEnvironment wayland("WAYLAND_DISPLAY", "wayland-0");
    EXPECT_TRUE(graphicalSession());
}

TEST(InterruptionTest, FirstCtrlC_isNotedAndTheSecondWouldEndTheProgram) {
    ::signal(SIGINT, SIG_DFL); // a shell's background job is started with SIG_IGN
    const Interruption interruption;
    EXPECT_FALSE(interruption.happened());
    ::raise(SIGINT);
    EXPECT_TRUE(interruption.happened());
    struct sigaction now {};
    ::sigaction(SIGINT, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST(InterruptionTest, WhatIsIgnored_staysIgnored) {
    const auto before = ::signal(SIGINT, SIG_IGN);
    {
        const Interruption interruption;
        ::raise(SIGINT);
        EXPECT_FALSE(interruption.happened());
    }
    ::signal(SIGINT, before);
}

} // namespace
} // namespace reseal::platform
