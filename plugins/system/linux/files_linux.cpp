// SPDX-License-Identifier: Apache-2.0
#include "system/files.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace reseal::system {

namespace fs = std::filesystem;

namespace {

FileProblem problem(const char* what) { return {what, {errno, std::generic_category()}}; }

} // namespace

std::optional<FileProblem> createFile(const fs::path& path, std::string_view content, Readers readers) {
    const mode_t mode = readers == Readers::person ? 0600 : 0666; // less what the umask takes away
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    const File file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb"));
    if (file == nullptr)
        return problem("cannot create a file");
    bool whole = std::fwrite(content.data(), 1, content.size(), file.get()) == content.size();
    whole = std::fflush(file.get()) == 0 && whole;
    whole = ::fsync(descriptor) == 0 && whole;
    return whole ? std::nullopt : std::optional(problem("cannot write a file"));
}

File openToRead(const fs::path& path) { return File(std::fopen(path.c_str(), "rbe")); }

void syncFolder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

Renamed renameNew(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0)
        return Renamed::done;
    return errno == EEXIST ? Renamed::otherThere : Renamed::notAble;
}

bool exchange(const fs::path& one, const fs::path& other) {
    return ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0;
}

bool mayRead(const fs::path& file) { return ::access(file.c_str(), R_OK) == 0; }

bool mayWrite(const fs::path& folder) { return ::access(folder.c_str(), W_OK | X_OK) == 0; }

} // namespace reseal::system
