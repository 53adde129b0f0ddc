// SPDX-License-Identifier: Apache-2.0
#include "agent/core/renewal_view.hpp"

#include <algorithm>

namespace reseal::core {

const RenewalView* renewalUnderWay(const std::vector<RenewalView>& renewals, const std::string& certificateId) {
    const auto found = std::ranges::find_if(renewals, [&](const RenewalView& view) {
        const bool along = std::ranges::find(view.along, certificateId) != view.along.end();
        return !view.ended && !certificateId.empty() && (view.certificate == certificateId || along);
    });
    return found == renewals.end() ? nullptr : &*found;
}

} // namespace reseal::core
