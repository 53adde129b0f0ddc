// SPDX-License-Identifier: Apache-2.0
// Keys that go from a token into the archive, and from the archive onto a token:
//   archive_import_token {"uri", "last_try"}          as archive_import answers
//   archive_restore_token {"id", "uri", "last_try"}   {"output": the token's URI, "kind": "token"}
// The secret is two lines: the vault's password (or an empty line), then the PIN. The vault's way in is tried before
// the PIN, and the PIN is sent for this one act only. Engine thread; what waits on the token runs on the engine's
// TokenWork.
#pragma once

#include "agent/app/token_requests.hpp"

#include <string>

namespace reseal::app {

[[nodiscard]] bool isArchiveTokenCommand(const std::string& command);

// Calls back once, on the engine's thread; throws the JSON library's exceptions for what is not understood.
void answerArchiveToken(Engine& engine, const nlohmann::ordered_json& request, const Secret& secret,
                        const TokenRequests::Reply& reply);

} // namespace reseal::app
