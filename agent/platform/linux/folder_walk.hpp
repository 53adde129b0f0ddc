// SPDX-License-Identifier: Apache-2.0
// The cheap look at a folder that watching needs: which folders are in it, and whether its file system sends events.
// Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::platform {

// False for file systems that other machines or programs change unseen: NFS, SMB, 9P, Ceph, AFS, FUSE.
[[nodiscard]] bool sendsEvents(const std::string& path);
[[nodiscard]] bool isSilent(std::uint32_t fileSystem); // by f_type of statfs(2)

// Names of the folders in `folder`, links not followed; empty where it cannot be read.
[[nodiscard]] std::vector<std::string> subfolders(const std::string& folder);

[[nodiscard]] bool isFolder(const std::string& path);          // links followed
[[nodiscard]] std::string linkTarget(const std::string& path); // all links resolved; empty where that fails

// "/a/b" of "/a/b/c", "/" of "/a", "" of "/".
[[nodiscard]] std::string parentOf(const std::string& path);
[[nodiscard]] std::string nameOf(const std::string& path);
[[nodiscard]] std::string join(const std::string& folder, std::string_view name);
[[nodiscard]] bool isAtOrBelow(std::string_view path, std::string_view folder);

} // namespace reseal::platform
