// SPDX-License-Identifier: Apache-2.0
// Files that decide what may run. They are opened below their folder without following a link, read from what was
// opened, and judged by who else may write to them. Paths are UTF-8, absolute. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/platform/file_identity.hpp"

#include <memory>
#include <span>
#include <string>

namespace reseal::platform {

// Who may change a file or folder. Access control lists count as the group.
struct Guard {
    bool ownedByRoot = false;
    bool ownedByUser = false; // who runs this program
    bool groupWrites = false;
    bool othersWrite = false;
};

// An open regular file.
class GuardedFile {
public:
    virtual ~GuardedFile() = default;
    [[nodiscard]] virtual const Guard& guard() const = 0;
    [[nodiscard]] virtual FileIdentity identity() const = 0;
    // Fills `into` from the front; 0 at the end of the file. Reason: read_failed.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;
};

// `name` may lie in folders below `folder`. Reasons: not_found, permission_denied, link_refused, not_a_file,
// read_failed.
[[nodiscard]] Result<std::unique_ptr<GuardedFile>> openGuarded(const std::string& folder, const std::string& name);

// All of it. Reason, besides read_failed: too_large.
[[nodiscard]] Result<Bytes> readGuarded(GuardedFile& file, std::size_t maxBytes);

// Of a folder; links are followed. Reasons: not_found, permission_denied, read_failed.
[[nodiscard]] Result<Guard> guardOfFolder(const std::string& folder);

// Writes the rest of `file` to a new file for this user only, durably.
Status copyGuarded(GuardedFile& file, const std::string& to);

// Puts the folder `fresh` into the place of `place` in one step and removes what was there. Whenever it is interrupted
// or fails, `place` holds the one or the other, whole. Both lie in the same folder.
Status replaceFolder(const std::string& fresh, const std::string& place);

} // namespace reseal::platform
