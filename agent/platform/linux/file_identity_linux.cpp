// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/file_identity.hpp"

#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>
#include <sys/stat.h>

namespace reseal::platform {

Result<FileIdentity> identityOf(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) {
        return posixError(errno, "read_failed", path);
    }
    return FileIdentity{info.st_dev, info.st_ino};
}

} // namespace reseal::platform
