// SPDX-License-Identifier: Apache-2.0
// `reseal renew`, `request` and `renewals ...`: asks the engine to go on, answers its forms, stays for the CA. The
// profile is held only while the engine works, not while somebody thinks or the CA takes its time.
#pragma once

#include "agent/base/result.hpp"
#include "agent/cli/options.hpp"
#include "agent/core/texts.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::cli {

[[nodiscard]] bool isRenewalCommand(const std::string& command);

// {"exit": N, "document": {...}}. Ends with exit 4 once interrupted or past --wait; the renewal stays.
[[nodiscard]] Result<nlohmann::ordered_json> runRenewalCommand(const Options& options, const core::Texts& texts);

[[nodiscard]] std::string printRenewals(const std::string& command, const nlohmann::ordered_json& document,
                                        const core::Texts& texts);

} // namespace reseal::cli
