// SPDX-License-Identifier: Apache-2.0
#include "agent/core/issuer_directory.hpp"

#include <algorithm>

namespace reseal::core {

void IssuerDirectory::add(IssuerEntry entry) {
    std::erase_if(entries_, [&](const IssuerEntry& known) { return known.id == entry.id; });
    entries_.push_back(std::move(entry));
}

const IssuerEntry* IssuerDirectory::find(const Certificate& certificate) const {
    // Newest first, so that what an IT department adds wins over what ships with the program.
    const auto byKey = [&](const IssuerEntry& entry) {
        return !certificate.authorityKeyId.empty() &&
               std::ranges::find(entry.authorityKeyIds, certificate.authorityKeyId) != entry.authorityKeyIds.end();
    };
    const auto byName = [&](const IssuerEntry& entry) {
        return std::ranges::any_of(entry.issuerContains, [&](const std::string& part) {
            return !part.empty() && certificate.issuer.find(part) != std::string::npos;
        });
    };
    if (const auto found = std::find_if(entries_.rbegin(), entries_.rend(), byKey); found != entries_.rend()) {
        return &*found;
    }
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(), byName);
    return found == entries_.rend() ? nullptr : &*found;
}

} // namespace reseal::core
