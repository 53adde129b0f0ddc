// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/guarded_file.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/folder_walk.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace reseal::platform {
namespace {

constexpr std::size_t kChunk = std::size_t{64} * 1024;

Guard guardOf(const struct stat& info) {
    return {info.st_uid == 0, info.st_uid == ::getuid(), (info.st_mode & S_IWGRP) != 0, (info.st_mode & S_IWOTH) != 0};
}

Error linkRefused(const std::string& name) {
    return {Category::refused, "link_refused", N_("this is a link; a copy of the file has to lie here"), name};
}

Error notAFile(const std::string& name) {
    return {Category::refused, "not_a_file", N_("this is not a file but a folder, a pipe or a device"), name};
}

class PosixGuardedFile final : public GuardedFile {
public:
    PosixGuardedFile(FileDescriptor file, const struct stat& info, std::string name)
        : file_(std::move(file)), guard_(guardOf(info)), identity_{info.st_dev, info.st_ino}, name_(std::move(name)) {}

    [[nodiscard]] const Guard& guard() const override { return guard_; }
    [[nodiscard]] FileIdentity identity() const override { return identity_; }

    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override {
        for (;;) {
            const ssize_t got = ::read(file_.get(), into.data(), into.size());
            if (got >= 0) {
                return static_cast<std::size_t>(got);
            }
            if (errno != EINTR) {
                return posixError(errno, "read_failed", name_);
            }
        }
    }

private:
    FileDescriptor file_;
    Guard guard_;
    FileIdentity identity_;
    std::string name_;
};

// What kind of thing lies there is known before it is opened: opening a device can act on it.
Result<FileDescriptor> openPart(int folder, const std::string& part, bool last, const std::string& name) {
    struct stat info {};
    if (::fstatat(folder, part.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        return posixError(errno, "read_failed", name);
    }
    if (S_ISLNK(info.st_mode)) {
        return linkRefused(name);
    }
    if (last ? !S_ISREG(info.st_mode) : !S_ISDIR(info.st_mode)) {
        return last ? notAFile(name) : posixError(ENOENT, "not_found", name);
    }
    const int kind = last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY;
    FileDescriptor opened(::openat(folder, part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind));
    if (!opened.valid()) {
        return errno == ELOOP ? linkRefused(name) : posixError(errno, "read_failed", name);
    }
    return opened;
}

Status writeAll(int file, std::span<const std::uint8_t> data, const std::string& to) {
    while (!data.empty()) {
        const ssize_t written = ::write(file, data.data(), data.size());
        if (written < 0 && errno != EINTR) {
            return posixError(errno, "write_failed", to);
        }
        data = data.subspan(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return {};
}

void syncFolder(const std::string& folder) {
    const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.valid()) {
        ::fsync(handle.get());
    }
}

bool exchange(const std::string& one, const std::string& other) {
    constexpr unsigned kExchange = 2; // RENAME_EXCHANGE of linux/fs.h, which does not go with sys/stat.h
    return ::syscall(SYS_renameat2, AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), kExchange) == 0;
}

} // namespace

Result<std::unique_ptr<GuardedFile>> openGuarded(const std::string& folder, const std::string& name) {
    FileDescriptor here(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!here.valid()) {
        return posixError(errno == ENOTDIR ? ENOENT : errno, "read_failed", name);
    }
    for (std::size_t start = 0;;) {
        const std::size_t slash = name.find('/', start);
        const bool last = slash == std::string::npos;
        const std::string part = name.substr(start, last ? std::string::npos : slash - start);
        if (part.empty() || part == "." || part == "..") {
            return notAFile(name);
        }
        auto opened = openPart(here.get(), part, last, name);
        if (!opened) {
            return opened.error();
        }
        here = std::move(opened).value();
        if (last) {
            break;
        }
        start = slash + 1;
    }
    struct stat info {};
    if (::fstat(here.get(), &info) != 0) {
        return posixError(errno, "read_failed", name);
    }
    if (!S_ISREG(info.st_mode)) {
        return notAFile(name);
    }
    return std::unique_ptr<GuardedFile>(std::make_unique<PosixGuardedFile>(std::move(here), info, name));
}

Result<Bytes> readGuarded(GuardedFile& file, std::size_t maxBytes) {
    Bytes content;
    std::array<std::uint8_t, kChunk> chunk{};
    for (;;) {
        const auto got = file.read(chunk);
        if (!got) {
            return got.error();
        }
        if (got.value() == 0) {
            return content;
        }
        if (content.size() + got.value() > maxBytes) {
            return Error{Category::damaged, "too_large", N_("the file is larger than it may be"), {}};
        }
        content.insert(content.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(got.value()));
    }
}

Result<Guard> guardOfFolder(const std::string& folder) {
    const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat info {};
    if (!handle.valid() || ::fstat(handle.get(), &info) != 0) {
        return posixError(errno, "read_failed", folder);
    }
    return guardOf(info);
}

Status copyGuarded(GuardedFile& file, const std::string& to) {
    const FileDescriptor copy(::open(to.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!copy.valid()) {
        return posixError(errno, "write_failed", to);
    }
    std::array<std::uint8_t, kChunk> chunk{};
    for (;;) {
        const auto got = file.read(chunk);
        if (!got) {
            return got.error();
        }
        if (got.value() == 0) {
            return ::fsync(copy.get()) == 0 ? Status() : Status(posixError(errno, "write_failed", to));
        }
        if (Status written = writeAll(copy.get(), std::span(chunk).first(got.value()), to); !written) {
            return written;
        }
    }
}

Status replaceFolder(const std::string& fresh, const std::string& place) {
    std::error_code ignored;
    syncFolder(fresh);
    struct stat info {};
    if (::lstat(place.c_str(), &info) != 0) {
        if (::rename(fresh.c_str(), place.c_str()) != 0) {
            return posixError(errno, "write_failed", place);
        }
    } else if (exchange(fresh, place)) {
        std::filesystem::remove_all(fresh, ignored); // holds the former one now
    } else { // a file system that cannot exchange: the former one stands aside for a moment
        const std::string aside = fresh + ".former";
        if (::rename(place.c_str(), aside.c_str()) != 0) {
            return posixError(errno, "write_failed", place);
        }
        if (::rename(fresh.c_str(), place.c_str()) != 0) {
            const int code = errno;
            ::rename(aside.c_str(), place.c_str());
            return posixError(code, "write_failed", place);
        }
        std::filesystem::remove_all(aside, ignored);
    }
    syncFolder(parentOf(place));
    return {};
}

} // namespace reseal::platform
