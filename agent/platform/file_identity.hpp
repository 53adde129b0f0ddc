// SPDX-License-Identifier: Apache-2.0
// Which file a path means, whatever its name. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <string>

namespace reseal::platform {

// Device and inode (volume and file id) of a file, to tell that it is still the one that was verified.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};
[[nodiscard]] Result<FileIdentity> identityOf(const std::string& path);

} // namespace reseal::platform
