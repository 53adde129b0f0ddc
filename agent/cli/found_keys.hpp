// SPDX-License-Identifier: Apache-2.0
// `reseal archive find FILE`: which of the person's certificates opens a message, where the key is, and what to do
// where it is not here. Reads recipients only; needs no password and no PIN.
#pragma once

#include "agent/cli/options.hpp"
#include "agent/core/clock.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace reseal::cli {

// Whether what was typed names a file or folder; otherwise it is looked for as a text.
[[nodiscard]] bool namesFile(const std::string& typed);

// {"exit": N, "document": {"files": [{"path", "keys": [...], "recipients": [...], "error": null}], "passed_over": N}}:
// 0 where a key is known for each encrypted file, 3 where it is for none, 4 where one has to be fetched (a token, a
// drive) or some are unknown; 6 where FILE itself is not encrypted.
[[nodiscard]] nlohmann::ordered_json findKeys(const Options& options, const core::Texts& texts,
                                              const core::Clock& clock);

// Rows of key_places as the person gets them.
[[nodiscard]] nlohmann::ordered_json shownPlaces(const nlohmann::ordered_json& places);
[[nodiscard]] std::string printPlaces(const nlohmann::ordered_json& places, const core::Texts& texts);
[[nodiscard]] std::string printFound(const nlohmann::ordered_json& document, const core::Texts& texts);

} // namespace reseal::cli
