// SPDX-License-Identifier: Apache-2.0
// `reseal token` and the key of `reseal sign --token`: asks an engine; PINs come from a file or the terminal and are
// sent once.
#pragma once

#include "agent/app/document_signing.hpp"
#include "agent/cli/engine_access.hpp"
#include "agent/cli/options.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

[[nodiscard]] bool isTokenCommand(const std::string& command);

// {"exit": N, "document": {...}}
[[nodiscard]] Result<nlohmann::ordered_json> runTokenCommand(EngineAccess& engine, const Options& options,
                                                             const core::Texts& texts);

[[nodiscard]] std::string printTokens(const std::string& command, const nlohmann::ordered_json& document,
                                      const core::Texts& texts);

// The one key that `--token` means.
struct TokenKey {
    std::string uri;
    std::string token; // its label
    bool pinpad = false;
    bool messages = false; // the token makes whole messages, see token_messages.hpp
    Bytes certificate;     // empty where the token hands none out
};
[[nodiscard]] Result<TokenKey> keyOnToken(EngineAccess& engine, const Options& options);

// From --pin-file, or asked for where somebody is there to ask.
[[nodiscard]] Result<Secret> pinOf(const Options& options, const TokenKey& key, const core::Texts& texts);

// Borrows the engine and the options.
[[nodiscard]] Result<app::SigningMeans> meansOfToken(EngineAccess& engine, const Options& options, const TokenKey& key,
                                                     const core::Texts& texts);

} // namespace reseal::cli
