// SPDX-License-Identifier: Apache-2.0
// Files as sources see them: no blocking on pipes, no surprises from links, bounded reads. Paths are UTF-8, absolute.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/inventory.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::platform {

enum class EntryType { file, folder, brokenLink, other /* pipe, socket, device */ };

struct DirectoryEntry {
    std::string name;
    EntryType type = EntryType::file; // of what a link points to
    bool link = false;
    core::FileStamp stamp;    // of what a link points to; files only
    std::uint64_t device = 0; // with stamp.inode the identity, for folders too
};

// Errors carry one of the refusal reasons of core::Refusal. Any thread.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    // What is at `path`, links followed. Reasons: not_found, broken_symlink (also a loop of links), permission_denied.
    [[nodiscard]] virtual Result<DirectoryEntry> inspect(const std::string& path) const = 0;

    // The entries of a folder in no special order, stamps included, "." and ".." left out.
    [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> list(const std::string& folder) const = 0;

    // The whole file; never waits for a pipe to open. `stamp` receives the stamp of what was read.
    // Reasons: permission_denied, not_found, read_failed (too large: detail says so; not a file).
    [[nodiscard]] virtual Result<Bytes> read(const std::string& path, std::size_t maxBytes,
                                             core::FileStamp* stamp) const = 0;
};

[[nodiscard]] std::unique_ptr<FileSystem> systemFileSystem();

} // namespace reseal::platform
