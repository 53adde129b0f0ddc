// SPDX-License-Identifier: Apache-2.0
// Health items of plugins and policy. Pure.
#pragma once

#include "agent/core/health.hpp"
#include "agent/plugins/catalogue.hpp"

#include <vector>

namespace reseal::app {

[[nodiscard]] std::vector<core::HealthItem> checkPlugins(const std::vector<plugins::Plugin>& plugins,
                                                         const plugins::Policy& policy, bool developerMode);

} // namespace reseal::app
