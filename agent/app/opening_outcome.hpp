// SPDX-License-Identifier: Apache-2.0
// What a window is told of a document that was opened, out of the answer of decryptDocument(). Any thread.
#pragma once

#include "agent/core/archive_view.hpp"
#include "agent/core/wording.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace reseal::app {

struct KeyPlace;

// `document` is that of the answer. A secret that is missing or did not fit is asked for, not a failure.
void takeOutcome(const nlohmann::ordered_json& document, core::DocumentOpening& opening);

[[nodiscard]] std::vector<core::KeyElsewhere> elsewhereOf(const std::vector<KeyPlace>& places,
                                                          const core::Wording& wording);

} // namespace reseal::app
