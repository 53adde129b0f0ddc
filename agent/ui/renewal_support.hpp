// SPDX-License-Identifier: Apache-2.0
// What a help desk asks for when a renewal stands still: versions, ids, where it is and what was said. Nothing secret,
// and no name of a person. Pure; any thread.
#pragma once

#include "agent/ui/certificate_details.hpp"

#include <string>

namespace reseal::ui {

[[nodiscard]] DetailSection supportSection(const core::RenewalView& view, const core::Snapshot& snapshot,
                                           const std::string& version, const std::string& system, const Words& words);

} // namespace reseal::ui
