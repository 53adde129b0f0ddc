// SPDX-License-Identifier: Apache-2.0
// The JSON documents about readers and tokens. Any thread.
#pragma once

#include "agent/core/texts.hpp"
#include "agent/core/token.hpp"
#include "agent/core/wording.hpp"

#include <nlohmann/json_fwd.hpp>

namespace reseal::app {

[[nodiscard]] nlohmann::ordered_json documentOf(const core::Token& token, const core::Wording& wording);
// "new_entry": a data file for a card that is not known, ready to be filled in.
[[nodiscard]] nlohmann::ordered_json documentOf(const core::CardReader& reader, const core::Texts& texts);

} // namespace reseal::app
