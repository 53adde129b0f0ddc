// SPDX-License-Identifier: Apache-2.0
// `reseal sign`, `verify` and `decrypt`: documents in this process, without an engine; JSON or lines for people.
#pragma once

#include "agent/cli/options.hpp"
#include "agent/core/clock.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

[[nodiscard]] bool isDocumentCommand(const std::string& command);

// {"exit": N, "document": {...}}, as an engine answers. What is about to be signed of fields is shown on stderr first.
[[nodiscard]] nlohmann::ordered_json runDocumentCommand(const Options& options, const core::Texts& texts,
                                                        const core::Clock& clock);

[[nodiscard]] std::string printDocument(const std::string& command, const nlohmann::ordered_json& document,
                                        const core::Texts& texts);

} // namespace reseal::cli
