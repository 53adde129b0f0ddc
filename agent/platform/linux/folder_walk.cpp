// SPDX-License-Identifier: Apache-2.0
// Folder names by d_type, without a stat per entry where the file system tells types.
#include "agent/platform/linux/folder_walk.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace reseal::platform {
namespace {

// statfs(2), and fs/smb/client/smb2glob.h for SMB2. Compared as 32 bits: f_type may be sign-extended.
constexpr std::array<std::uint32_t, 11> kSilentFileSystems{
    0x6969,     // NFS
    0x517B,     // SMB
    0xFF534D42, // CIFS
    0xFE534D42, // SMB2
    0x65735546, // FUSE: sshfs, rclone, GVfs, ntfs-3g
    0x01021997, // 9P
    0x00C36400, // Ceph
    0x5346414F, // AFS (OpenAFS)
    0x6B414653, // AFS (kernel)
    0x73757245, // Coda
    0x564C,     // NCP
};

} // namespace

bool sendsEvents(const std::string& path) {
    struct statfs info {};
    if (::statfs(path.c_str(), &info) != 0) {
        return true;
    }
    return !isSilent(static_cast<std::uint32_t>(info.f_type));
}

bool isSilent(std::uint32_t fileSystem) {
    return std::find(kSilentFileSystems.begin(), kSilentFileSystems.end(), fileSystem) != kSilentFileSystems.end();
}

std::vector<std::string> subfolders(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> stream(::opendir(folder.c_str()));
    if (!stream) {
        return names;
    }
    while (const dirent* const entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") {
            continue;
        }
        bool isDirectory = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN) {
            struct stat info {};
            isDirectory =
                ::fstatat(::dirfd(stream.get()), entry->d_name, &info, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0 &&
                S_ISDIR(info.st_mode);
        }
        if (isDirectory) {
            names.emplace_back(name);
        }
    }
    return names;
}

bool isFolder(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string linkTarget(const std::string& path) {
    const std::unique_ptr<char, decltype([](char* text) { std::free(text); })> resolved( // NOLINT(*-no-malloc)
        ::realpath(path.c_str(), nullptr));
    return resolved ? resolved.get() : "";
}

std::string parentOf(const std::string& path) {
    const auto slash = path.rfind('/');
    if (path.size() <= 1 || slash == std::string::npos) {
        return {};
    }
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string nameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string join(const std::string& folder, std::string_view name) {
    std::string path = folder;
    if (path.empty() || path.back() != '/') {
        path += '/';
    }
    return path.append(name);
}

bool isAtOrBelow(std::string_view path, std::string_view folder) {
    if (folder == "/") {
        return true;
    }
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

} // namespace reseal::platform
