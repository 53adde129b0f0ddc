// SPDX-License-Identifier: Apache-2.0
// ProfileLock by flock on <folder>/reseal.lock. The descriptor closes on exec, so no child keeps the lock.
#include "agent/platform/profile_lock.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace reseal::platform {
namespace {

class FlockProfileLock final : public ProfileLock {
public:
    explicit FlockProfileLock(FileDescriptor file) : file_(std::move(file)) {}

private:
    FileDescriptor file_;
};

Error unusable(int code, const std::string& folder) {
    if (code == EACCES || code == EPERM) {
        return {Category::failed, "profile_unusable",
                N_("Reseal is not allowed to write in the folder where it keeps its records. "
                   "Ask the person who looks after this computer for permission to write there."),
                folder};
    }
    return posixError(code, "profile_unusable", folder);
}

} // namespace

Result<std::unique_ptr<ProfileLock>> lockProfile(const std::string& folder) {
    const std::string path = folder + "/reseal.lock";
    FileDescriptor file(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, S_IRUSR | S_IWUSR));
    if (!file.valid()) {
        return unusable(errno, folder);
    }
    int outcome = 0;
    do {
        outcome = ::flock(file.get(), LOCK_EX | LOCK_NB);
    } while (outcome != 0 && errno == EINTR);
    if (outcome != 0) {
        if (errno == EWOULDBLOCK) {
            return Error{Category::refused, "profile_in_use", N_("another Reseal is already at work here"), folder};
        }
        return unusable(errno, folder);
    }
    return std::unique_ptr<ProfileLock>(std::make_unique<FlockProfileLock>(std::move(file)));
}

} // namespace reseal::platform
