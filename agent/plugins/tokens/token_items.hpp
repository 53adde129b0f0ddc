// SPDX-License-Identifier: Apache-2.0
// What token plugins answer (reseal.token/1), as values. What a plugin sends is hostile: counts are bounded, texts are
// made safe to show. Pure; any thread.
#pragma once

#include "agent/core/token.hpp"
#include "agent/plugins/supervision/plugin_call.hpp"

#include <string>
#include <vector>

namespace reseal::plugins {

inline constexpr std::size_t kMostTokens = 256;
inline constexpr std::size_t kMostObjects = 4096; // of one token

// "tokens": those without an id are left out.
[[nodiscard]] std::vector<core::Token> tokensOf(const PluginReply& reply, const std::string& pluginId);
// "objects", likewise.
[[nodiscard]] std::vector<core::TokenObject> objectsOf(const PluginReply& reply);

struct TokenFailure {
    Error error;                  // in the plugin's words where it has any; PINs are refused with 5
    std::optional<int> triesLeft; // where it said so
    std::int32_t status = 0;      // of the plugin (reseal/status.h); 0: it did not come to answer
};

// Of a status that is not RESEAL_OK. Reasons: the plugin's own, or pin_required, pin_incorrect, pin_locked,
// pin_last_try, token_absent, key_not_found, token_full, key_not_exportable, token_cannot, cancelled, timed_out,
// token_failed.
[[nodiscard]] TokenFailure failureOf(const PluginReply& reply, const std::string& subject);

} // namespace reseal::plugins
