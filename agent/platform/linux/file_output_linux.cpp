// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/file_output.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

Status fill(int file, const std::string& path, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            return posixError(errno, "write_failed", path);
        }
        content.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return ::fsync(file) == 0 ? Status() : Status(posixError(errno, "write_failed", path));
}

} // namespace

Status writePrivateFile(const std::string& path, std::string_view content) {
    const FileDescriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600));
    if (!file.valid()) {
        return errno == EEXIST ? Error{Category::refused, "file_exists",
                                       N_("A file of this name is already there; choose another name."), path}
                               : posixError(errno, "write_failed", path);
    }
    Status written = fill(file.get(), path, content);
    if (!written) {
        ::unlink(path.c_str()); // nothing half done stays under its name
    }
    return written;
}

} // namespace reseal::platform
