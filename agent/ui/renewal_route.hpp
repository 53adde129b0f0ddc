// SPDX-License-Identifier: Apache-2.0
// Where "Renew" leads: to a CA's plugin at once, to a choice among several, or to instructions. Plain C++ without wx;
// any thread.
#pragma once

#include "agent/core/resident.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

// Plugins point into the snapshot.
struct RenewalRoute {
    const core::RenewalCa* atOnce = nullptr;    // the only one that names the issuer and is set up
    std::vector<const core::RenewalCa*> ways;   // all of these; without a certificate every plugin
    std::vector<const core::RenewalCa*> others; // offered besides: not set up, or for any issuer; none beside several
};

// `certificateId` empty: a new certificate is asked for. Not at once where renewing without a visit has closed, and
// where the last renewal of it ended otherwise than well: then the person is to see what else there is.
[[nodiscard]] RenewalRoute renewalRoute(const core::Snapshot& snapshot, const std::string& certificateId,
                                        bool visitNeeded);

} // namespace reseal::ui
