// SPDX-License-Identifier: Apache-2.0
// The forms of a renewal: asked on the terminal, or given as JSON to a command that answers them (design, section 5).
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

// The answers as lines "answer.FIELD=value" (renewal_requests.hpp). Errors: ask_failed (failed), bad_answer (usage):
// what the command says is no JSON object of texts; no_terminal (notFound), cancelled (waiting).
[[nodiscard]] Result<Secret> answersOfCommand(const std::string& command, const nlohmann::ordered_json& form);
[[nodiscard]] Result<Secret> answersOnTerminal(const nlohmann::ordered_json& form, const core::Texts& texts);
// The values that the form shows, where every field that needs one has one; else nothing.
[[nodiscard]] std::string shownAnswers(const nlohmann::ordered_json& form);

} // namespace reseal::cli
