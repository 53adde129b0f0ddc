// SPDX-License-Identifier: Apache-2.0
// Plugins as JSON documents of the command line.
#pragma once

#include "agent/app/plugin_shelf.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::app {

// {"id", "name", "version", "vendor", "summary", "kinds", "extensions", "origin", "folder", "state", "enabled",
//  "refused": {"code", "detail", "mend"} or null, "signer", "signer_sha256" (of its certificate),
//  "trusted_by": "build", "policy", "person", "developer" or null, "managed", "hosts", "privileges",
//  "settings": [{"name", "type", "label", "value", "required", "locked", "source", "choices", "pattern", "problem"}]}
// A secret's value is null. Texts for people are in the language of `texts`.
[[nodiscard]] nlohmann::ordered_json documentOf(const plugins::Plugin& plugin,
                                                const std::vector<plugins::PluginSetting>& settings,
                                                const core::Texts& texts);

// Why a plugin is refused and what to do, as one text.
[[nodiscard]] std::string inWords(const plugins::Refusal& refusal, const core::Texts& texts);

// {"error": code, "detail": what is wrong and what to do, "subject"}, as of other errors.
[[nodiscard]] nlohmann::ordered_json documentOf(const plugins::Refusal& refusal, const std::string& subject,
                                                const core::Texts& texts);

} // namespace reseal::app
