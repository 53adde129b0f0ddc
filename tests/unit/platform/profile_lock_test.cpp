// SPDX-License-Identifier: Apache-2.0
// One engine per profile, however the one before ended.
#include "agent/platform/profile_lock.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <csignal>
#include <sys/stat.h>

namespace reseal::platform {
namespace {

TEST(ProfileLockTest, Lock_free_createsNothingButTheLockFile) {
    const TempFolder folder;
    const auto lock = lockProfile(folder.path());
    ASSERT_TRUE(lock.ok());
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    EXPECT_EQ(names, std::vector<std::string>{"reseal.lock"});
    struct stat info {};
    ASSERT_EQ(::stat(folder.at("reseal.lock").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0077U, 0U);
}

TEST(ProfileLockTest, Lock_heldInThisProcess_refusedUntilReleased) {
    const TempFolder folder;
    auto first = lockProfile(folder.path());
    ASSERT_TRUE(first.ok());
    const auto second = lockProfile(folder.path());
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().category, Category::refused);
    EXPECT_EQ(second.error().reason, "profile_in_use");
    first.value().reset();
    EXPECT_TRUE(lockProfile(folder.path()).ok());
}

TEST(ProfileLockTest, Lock_holderKilled_free) {
    const TempFolder folder;
    const Whistle locked;
    Child holder([&] {
        const auto lock = lockProfile(folder.path());
        locked.blow();
        ::pause();
        return lock.ok() ? 0 : 1;
    });
    locked.hear();
    EXPECT_EQ(lockProfile(folder.path()).error().reason, "profile_in_use");
    ASSERT_EQ(::kill(holder.id(), SIGKILL), 0);
    EXPECT_EQ(holder.wait(), 128 + SIGKILL);
    EXPECT_TRUE(lockProfile(folder.path()).ok());
}

TEST(ProfileLockTest, Lock_noFolder_notFound) {
    const TempFolder folder;
    EXPECT_EQ(lockProfile(folder.at("missing")).error().category, Category::notFound);
    EXPECT_FALSE(std::filesystem::exists(folder.at("missing")));
}

TEST(ProfileLockTest, Lock_folderOrFileOfSomebodyElse_saysWhatToDo) {
    const TempFolder folder;
    const auto saysWhatToDo = [&] {
        Child somebody([&] {
            if (::geteuid() == 0 && !becomeNobody()) {
                return 2;
            }
            const auto lock = lockProfile(folder.path());
            const bool said = !lock && lock.error().category == Category::failed &&
                              lock.error().reason == "profile_unusable" &&
                              lock.error().detail.starts_with("Reseal is not allowed to write in the folder");
            return said ? 0 : 1;
        });
        return somebody.wait() == 0;
    };
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
    EXPECT_TRUE(saysWhatToDo());
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    ASSERT_TRUE(lockProfile(folder.path()).ok());
    std::filesystem::permissions(folder.at("reseal.lock"), std::filesystem::perms(0400));
    EXPECT_TRUE(saysWhatToDo());
}

} // namespace
} // namespace reseal::platform
