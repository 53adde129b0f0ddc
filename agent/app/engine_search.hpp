// SPDX-License-Identifier: Apache-2.0
// Who runs the engine of a profile: this process from now on, or one that is already there and answers.
#pragma once

#include "agent/app/engine_house.hpp"

#include <memory>
#include <string>

namespace reseal::app {

// Opens the profile. Null where another process runs its engine and answers. Waits some seconds where a short command
// holds the profile; after that refused with profile_in_use. Other errors are those of EngineHouse::open.
[[nodiscard]] Result<std::unique_ptr<EngineHouse>>
openUnlessRunning(const std::string& profileFolder, core::ResidentObserver* observer,
                  storage::WhenLost whenLost = storage::WhenLost::refuse);

} // namespace reseal::app
