// SPDX-License-Identifier: Apache-2.0
// `reseal archive import --token` and `restore-key --to TOKEN`: says how many tries the PIN has left before it asks for
// it, sends it once, and asks again only after a wrong one that somebody typed.
#pragma once

#include "agent/cli/engine_access.hpp"
#include "agent/cli/options.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

namespace reseal::cli {

[[nodiscard]] bool goesToToken(const Options& options);

// The answer to the command. `vault`: its password; empty: it is asked for where it cannot be done without.
[[nodiscard]] Result<nlohmann::ordered_json> askWithToken(EngineAccess& engine, const Options& options, Secret vault,
                                                          const core::Texts& texts);

} // namespace reseal::cli
