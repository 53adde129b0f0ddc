// SPDX-License-Identifier: Apache-2.0
// One text file for the help desk: versions, workplace, settings, health, logs. No secrets, no names of documents or
// people: paths appear as logName, certificates by the start of their id.
#pragma once

#include "agent/app/engine.hpp"

#include <string>

namespace reseal::app {

// Engine thread.
[[nodiscard]] Result<std::string> helpBundle(Engine& engine);

} // namespace reseal::app
