// SPDX-License-Identifier: Apache-2.0
// FileSystem over POSIX calls. Any thread; holds no state.
#include "agent/platform/file_system.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>

namespace reseal::platform {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kClockTick = 10'000'000; // the coarsest step of file times: CONFIG_HZ=100
constexpr std::size_t kChunk = 64 * 1024;

// Wraps instead of overflowing for years that do not fit; stamps are only compared.
std::int64_t nanos(const timespec& time) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(time.tv_sec) * kNanosPerSecond +
                                     static_cast<std::uint64_t>(time.tv_nsec));
}

core::FileStamp stampOf(const struct stat& info) {
    if (!S_ISREG(info.st_mode)) {
        return {0, 0, 0, info.st_ino};
    }
    return {info.st_size, nanos(info.st_mtim), nanos(info.st_ctim), info.st_ino};
}

EntryType typeOf(mode_t mode) {
    if (S_ISREG(mode)) {
        return EntryType::file;
    }
    return S_ISDIR(mode) ? EntryType::folder : EntryType::other;
}

void describe(DirectoryEntry& entry, const struct stat& info) {
    entry.type = typeOf(info.st_mode);
    entry.stamp = stampOf(info);
    entry.device = info.st_dev;
}

bool leadsNowhere(int code) { return code == ENOENT || code == ELOOP || code == ENOTDIR; }

Error brokenLink(const std::string& path) {
    return {Category::failed, "broken_symlink", N_("the link leads nowhere"), path};
}

Error notAFile(const std::string& path) {
    return {Category::failed, "read_failed", N_("this is a pipe or a device, not a file"), path};
}

Error tooLarge(const std::string& path) {
    return {Category::failed, "read_failed", N_("the file is too large: certificates and keys are far smaller"), path};
}

// Why `path` could not be reached, a broken link told from nothing at all.
Error unreachable(int code, const char* otherwise, const std::string& path) {
    struct stat info {};
    if (leadsNowhere(code) && ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
        return brokenLink(path);
    }
    if (code == ELOOP) {
        return brokenLink(path);
    }
    return posixError(code == ENOTDIR ? ENOENT : code, otherwise, path);
}

std::string lastName(const std::string& path) {
    const auto end = path.find_last_not_of('/');
    if (end == std::string::npos) {
        return path.empty() ? "" : "/";
    }
    const auto slash = path.rfind('/', end);
    const auto begin = slash == std::string::npos ? 0 : slash + 1;
    return path.substr(begin, end + 1 - begin);
}

// One entry of an open folder; nothing if it vanished meanwhile.
std::optional<DirectoryEntry> look(int folder, const dirent& found) {
    DirectoryEntry entry;
    entry.name = found.d_name;
    struct stat info {};
    bool link = found.d_type == DT_LNK;
    if (!link) {
        if (::fstatat(folder, found.d_name, &info, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) {
            if (errno == ENOENT) {
                return std::nullopt;
            }
            entry.type = found.d_type == DT_DIR ? EntryType::folder : EntryType::file;
            return entry; // listed though not reachable; reading it tells why
        }
        link = S_ISLNK(info.st_mode);
    }
    entry.link = link;
    if (link && ::fstatat(folder, found.d_name, &info, AT_NO_AUTOMOUNT) != 0) {
        entry.type = leadsNowhere(errno) ? EntryType::brokenLink : EntryType::file;
        return entry;
    }
    describe(entry, info);
    return entry;
}

// A file changed within this tick of the clock may change again without its times moving. Waits until what is read
// can be told from any later content; gives up after a few ticks where a program keeps writing.
bool settle(int file, struct stat& info) {
    for (int tries = 0; tries < 3; ++tries) {
        if (::fstat(file, &info) != 0) {
            return false;
        }
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        const std::int64_t age = nanos(now) - nanos(info.st_ctim);
        if (age < 0 || age > kClockTick) {
            return true;
        }
        const timespec rest{0, static_cast<long>(kClockTick - age + 1)};
        ::nanosleep(&rest, nullptr);
    }
    return true;
}

Result<Bytes> readOpen(int file, std::size_t expected, std::size_t maxBytes, const std::string& path) {
    Bytes content;
    content.resize(std::min(expected, maxBytes) + 1); // one more: tells a file that grew past the cap
    std::size_t filled = 0;
    for (;;) {
        if (filled == content.size()) {
            if (filled > maxBytes) {
                return tooLarge(path);
            }
            content.resize(std::min(filled + kChunk, maxBytes + 1));
        }
        const ssize_t got = ::read(file, content.data() + filled, content.size() - filled);
        if (got == 0) {
            break;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            wipe(content.data(), filled);
            return posixError(errno, "read_failed", path);
        }
        filled += static_cast<std::size_t>(got);
    }
    if (filled > maxBytes) {
        return tooLarge(path);
    }
    content.resize(filled);
    return content;
}

class PosixFileSystem final : public FileSystem {
public:
    [[nodiscard]] Result<DirectoryEntry> inspect(const std::string& path) const override {
        DirectoryEntry entry;
        entry.name = lastName(path);
        struct stat info {};
        if (::lstat(path.c_str(), &info) != 0) {
            return unreachable(errno, "walk_error", path);
        }
        if (S_ISLNK(info.st_mode)) {
            entry.link = true;
            if (::stat(path.c_str(), &info) != 0) {
                return unreachable(errno, "walk_error", path);
            }
        }
        describe(entry, info);
        return entry;
    }

    [[nodiscard]] Result<std::vector<DirectoryEntry>> list(const std::string& folder) const override {
        FileDescriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC));
        if (!descriptor.valid()) {
            if (errno == ENOTDIR && inspect(folder).ok()) {
                return posixError(ENOTDIR, "walk_error", folder);
            }
            return unreachable(errno, "walk_error", folder);
        }
        DIR* const stream = ::fdopendir(descriptor.get());
        if (stream == nullptr) {
            return posixError(errno, "walk_error", folder);
        }
        const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> owner(stream);
        const int handle = descriptor.release();
        std::vector<DirectoryEntry> entries;
        for (;;) {
            errno = 0;
            const dirent* const found = ::readdir(stream);
            if (found == nullptr) {
                if (errno != 0) {
                    return posixError(errno, "walk_error", folder);
                }
                return entries;
            }
            const std::string_view name = found->d_name;
            if (name == "." || name == "..") {
                continue;
            }
            if (auto entry = look(handle, *found)) {
                entries.push_back(std::move(*entry));
            }
        }
    }

    [[nodiscard]] Result<Bytes> read(const std::string& path, std::size_t maxBytes,
                                     core::FileStamp* stamp) const override {
        struct stat info {};
        if (::stat(path.c_str(), &info) != 0) {
            return unreachable(errno, "read_failed", path);
        }
        if (S_ISDIR(info.st_mode)) {
            return posixError(EISDIR, "read_failed", path);
        }
        if (!S_ISREG(info.st_mode)) {
            return notAFile(path); // not even opened: opening a device can act on it
        }
        const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
        if (!file.valid()) {
            return errno == ENXIO ? notAFile(path) : unreachable(errno, "read_failed", path);
        }
        if (!(stamp != nullptr ? settle(file.get(), info) : ::fstat(file.get(), &info) == 0)) {
            return posixError(errno, "read_failed", path);
        }
        if (!S_ISREG(info.st_mode)) {
            return notAFile(path);
        }
        const auto size = static_cast<std::size_t>(info.st_size);
        if (size > maxBytes) {
            return tooLarge(path);
        }
        if (stamp != nullptr) {
            *stamp = stampOf(info);
        }
        return readOpen(file.get(), size, maxBytes, path);
    }
};

} // namespace

std::unique_ptr<FileSystem> systemFileSystem() { return std::make_unique<PosixFileSystem>(); }

} // namespace reseal::platform
