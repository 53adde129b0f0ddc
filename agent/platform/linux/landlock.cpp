// SPDX-License-Identifier: Apache-2.0
// glibc 2.36 has no functions for these calls.
#include "agent/platform/linux/landlock.hpp"

#include "agent/platform/linux/file_descriptor.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace reseal::platform {
namespace {

constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kRead = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE;
// All rights of the first version, in order from EXECUTE to MAKE_SYM.
constexpr std::uint64_t kHandled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;

constexpr std::array kSystem{
    "/usr", "/lib", "/lib64", "/lib32", "/etc", "/proc/self", "/dev/urandom", "/dev/random", "/sys/devices/system/cpu"};

int allow(int rules, const char* path, std::uint64_t rights) {
    const FileDescriptor place(::open(path, O_PATH | O_CLOEXEC));
    if (!place.valid()) {
        return 0; // not on this machine
    }
    struct stat info {};
    if (::fstat(place.get(), &info) == 0 && !S_ISDIR(info.st_mode)) {
        rights &= kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE;
    }
    landlock_path_beneath_attr rule{};
    rule.allowed_access = rights;
    rule.parent_fd = place.get();
    return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ? 0 : errno;
}

} // namespace

int keepToSystemFiles(const std::string& ownFolder) {
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = kHandled;
    const FileDescriptor rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)));
    if (!rules.valid()) {
        return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : errno;
    }
    int code = allow(rules.get(), ownFolder.c_str(), kRead);
    for (const char* const path : kSystem) {
        code = code != 0 ? code : allow(rules.get(), path, kRead);
    }
    code = code != 0 ? code : allow(rules.get(), "/dev/null", kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (code != 0) {
        return code;
    }
    return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0 ? 0 : errno;
}

} // namespace reseal::platform
