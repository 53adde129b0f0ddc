// SPDX-License-Identifier: Apache-2.0
#include "agent/core/inventory.hpp"

#include <algorithm>
#include <unordered_map>

namespace reseal::core {

const char* name(FileKind kind) {
    switch (kind) {
    case FileKind::none:
        return "none";
    case FileKind::pem:
        return "pem";
    case FileKind::der:
        return "der";
    case FileKind::pkcs7:
        return "pkcs7";
    case FileKind::pkcs12:
        return "pkcs12";
    case FileKind::cryptopro:
        return "cryptopro";
    case FileKind::token:
        return "token";
    case FileKind::vault:
        return "vault";
    }
    return "none";
}

std::string shownPlace(const std::string& path, FileKind kind) {
    return kind == FileKind::token ? path.substr(path.find('/') + 1) : path;
}

namespace {

bool supersedes(const InventoryEntry& later, const InventoryEntry& older, TimePoint now) {
    const Certificate& a = later.certificate;
    const Certificate& b = older.certificate;
    const TimePoint laterDue = dueOf(a).at;
    const TimePoint olderDue = dueOf(b).at;
    // A person's own certificate is that, even where it says CA:TRUE.
    const bool sameKind = a.isCa == b.isCa || (later.keyKnown() && older.keyKnown());
    // A successor has to be usable in time: valid by now, or at the latest when the older one ends; and still valid.
    return laterDue > olderDue && a.notBefore >= b.notBefore && a.notBefore <= std::max(now, olderDue) &&
           laterDue > now && sameKind && a.usage.covers(b.usage) && (later.keyKnown() || !older.keyKnown());
}

} // namespace

void markSuperseded(std::vector<InventoryEntry>& entries, TimePoint now) {
    std::unordered_map<std::string, std::vector<std::size_t>> byHolder;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].supersededBy.clear();
        // A newer CA certificate leaves what the older one issued to the older one.
        const bool othersCa = entries[i].certificate.isCa && !entries[i].keyKnown();
        if (std::string key = holderKey(entries[i].certificate); !key.empty() && !othersCa) {
            byHolder[std::move(key)].push_back(i);
        }
    }
    for (auto& [key, indices] : byHolder) {
        if (indices.size() < 2) {
            continue;
        }
        // Longest-lasting first, so that the first fitting one is the one to name. A holder with very many
        // certificates is looked at among the 64 longest-lasting only.
        std::ranges::sort(indices, std::greater{}, [&](std::size_t i) { return dueOf(entries[i].certificate).at; });
        const std::size_t candidates = std::min<std::size_t>(indices.size(), 64);
        for (const std::size_t older : indices) {
            for (std::size_t c = 0; c < candidates && indices[c] != older; ++c) {
                if (supersedes(entries[indices[c]], entries[older], now)) {
                    entries[older].supersededBy = entries[indices[c]].certificate.id;
                    break;
                }
            }
        }
    }
}

} // namespace reseal::core
