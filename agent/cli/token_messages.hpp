// SPDX-License-Identifier: Apache-2.0
// `reseal sign --token` where the token makes whole messages: the engine hands it the document. A PIN is asked for only
// where the token says that it needs one; a signer that nobody confirmed is shown, and confirmed once.
#pragma once

#include "agent/cli/token_commands.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

// {"exit": N, "document": {...}}, as app::signDocument. `text`: what the fields are signed as, where there are any.
[[nodiscard]] Result<nlohmann::ordered_json> signByToken(EngineAccess& engine, const Options& options,
                                                         const TokenKey& key, const std::string& text,
                                                         const core::Texts& texts);

} // namespace reseal::cli
