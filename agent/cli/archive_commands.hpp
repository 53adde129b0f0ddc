// SPDX-License-Identifier: Apache-2.0
// `reseal archive ...`: asks the engine, with the vault's password out of RESEAL_VAULT_PASSWORD_FILE or typed; JSON or
// lines for people.
#pragma once

#include "agent/cli/engine_access.hpp"
#include "agent/cli/options.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

[[nodiscard]] bool isArchiveCommand(const std::string& command);

// {"exit": N, "document": {...}}
[[nodiscard]] Result<nlohmann::ordered_json> runArchiveCommand(EngineAccess& engine, const Options& options,
                                                               const core::Texts& texts);

[[nodiscard]] std::string printArchive(const std::string& command, const nlohmann::ordered_json& document,
                                       const core::Texts& texts);

} // namespace reseal::cli
