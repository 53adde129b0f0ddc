// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_pair.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

constexpr std::chrono::days kIssuedTogether{1};

bool serves(const core::InventoryEntry& entry, TimePoint now) {
    return entry.keyKnown() && entry.supersededBy.empty() && core::dueOf(entry.certificate).at > now;
}

// "NCA (RSA)" and "NCA (GOST)" are one CA with two keys.
std::string_view authorityOf(const core::Certificate& certificate) {
    const std::string_view name = certificate.issuerName;
    return name.substr(0, name.find(" ("));
}

bool belongTogether(const core::Certificate& one, const core::Certificate& other) {
    const auto apart =
        one.notBefore < other.notBefore ? other.notBefore - one.notBefore : one.notBefore - other.notBefore;
    const std::string holder = core::holderKey(one);
    return one.id != other.id && !holder.empty() && holder == core::holderKey(other) &&
           authorityOf(one) == authorityOf(other) && one.usage != other.usage && apart <= kIssuedTogether;
}

} // namespace

std::vector<std::string> renewedAlong(const std::vector<core::InventoryEntry>& entries, const std::string& id,
                                      TimePoint now) {
    const auto old = std::ranges::find(entries, id, [](const core::InventoryEntry& one) { return one.certificate.id; });
    std::vector<std::string> along;
    for (const core::InventoryEntry& entry : entries) {
        if (old != entries.end() && serves(entry, now) && belongTogether(old->certificate, entry.certificate)) {
            along.push_back(entry.certificate.id);
        }
    }
    return along;
}

} // namespace reseal::app
