// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_route.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

bool endedBadly(const core::Snapshot& snapshot, const std::string& certificateId) {
    const auto last = std::ranges::find(snapshot.renewals, certificateId, &core::RenewalView::certificate);
    return last != snapshot.renewals.end() && last->ended && last->state != "done";
}

} // namespace

RenewalRoute renewalRoute(const core::Snapshot& snapshot, const std::string& certificateId, bool visitNeeded) {
    RenewalRoute route;
    std::vector<const core::RenewalCa*> forAny;
    for (const core::RenewalCa& ca : snapshot.renewalCas) {
        const bool names = std::ranges::find(ca.certificates, certificateId) != ca.certificates.end();
        if (certificateId.empty() || (names && ca.missing.empty())) {
            route.ways.push_back(&ca);
        } else if (names) {
            route.others.push_back(&ca);
        } else if (ca.otherIssuers) {
            forAny.push_back(&ca);
        }
    }
    if (route.ways.size() > 1 || certificateId.empty()) {
        route.others.clear();
        return route;
    }
    route.others.insert(route.others.end(), forAny.begin(), forAny.end());
    if (!route.ways.empty() && !visitNeeded && !endedBadly(snapshot, certificateId)) {
        route.atOnce = route.ways.front();
    }
    return route;
}

} // namespace reseal::ui
