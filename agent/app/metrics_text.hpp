// SPDX-License-Identifier: Apache-2.0
// Prometheus text with the metric and label names of x509-certificate-exporter, so that its dashboards and alerts work
// (facts on peers, 5.6). Absolute times, not remaining days.
#pragma once

#include "agent/core/resident.hpp"

#include <string>

namespace reseal::app {

[[nodiscard]] std::string metricsText(const core::Snapshot& snapshot);

} // namespace reseal::app
