// SPDX-License-Identifier: Apache-2.0
// Finds the files below a folder that may hold certificates or keys.
#pragma once

#include "agent/core/inventory.hpp"
#include "agent/platform/file_system.hpp"

#include <string>
#include <vector>

namespace reseal::sources {

struct Candidate {
    std::string path;
    core::FileStamp stamp;
    bool wanted = true; // its name says that it holds a certificate or key
};

struct WalkResult {
    std::vector<Candidate> candidates;
    std::vector<core::Refusal> refusals; // pipes, broken links, unreadable folders, loops
};

// Limits: 32 folders deep, kMaxCandidates files. Links are followed, each folder is entered once. Hidden folders below
// `root` are left out. So are the folders in `excluded` and all in them, by whatever link or spelling they are reached:
// closing a file there, opened a second time, would give up the locks this program holds on it.
// `root` may be one file, which is then always wanted.
// Errors (root itself): not_found, broken_symlink, permission_denied, read_failed, walk_error (lies in `excluded`).
[[nodiscard]] Result<WalkResult> walk(const platform::FileSystem& files, const std::string& root,
                                      const std::vector<std::string>& excluded);

inline constexpr std::size_t kMaxCandidates = 200'000;

} // namespace reseal::sources
