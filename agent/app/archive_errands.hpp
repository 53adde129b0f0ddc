// SPDX-License-Identifier: Apache-2.0
// What a window asks of the archive, done by the very requests that the command line makes: the same files, the same
// words in the archive's log, the same refusals. Engine thread.
#pragma once

#include "agent/core/archive_errand.hpp"

#include <functional>

namespace reseal::app {

class Engine;

// Calls back once, on the engine's thread: now, or when the token is done. The outcome has no number yet.
void runErrand(Engine& engine, const core::ArchiveErrand& errand, std::function<void(core::ErrandOutcome)> done);

} // namespace reseal::app
