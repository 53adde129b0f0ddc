// SPDX-License-Identifier: Apache-2.0
// The way of a renewal in five stages, and where on it one stands. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/renewal_view.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct RailStage {
    enum class Place { behind, here, ahead };
    std::string label;
    Place place = Place::ahead;
};

// Five, in their order; none where the renewal ended without a certificate: it stands nowhere then.
[[nodiscard]] std::vector<RailStage> renewalRail(const core::RenewalView& view, const Words& words);

// "Step 2 of 5: New key", for screen readers; empty where there are none.
[[nodiscard]] std::string railDescription(const std::vector<RailStage>& stages, const Words& words);

} // namespace reseal::ui
