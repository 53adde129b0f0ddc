// SPDX-License-Identifier: Apache-2.0
// Who runs the engine on this profile: whoever holds its lock (decision 16). The lock ends with the process,
// however it ends.
#pragma once

#include "agent/base/result.hpp"

#include <memory>
#include <string>

namespace reseal::platform {

class ProfileLock {
public:
    virtual ~ProfileLock() = default; // releases
};

// refused with reason profile_in_use where another process holds it. Creates nothing but the lock file.
[[nodiscard]] Result<std::unique_ptr<ProfileLock>> lockProfile(const std::string& folder);

} // namespace reseal::platform
