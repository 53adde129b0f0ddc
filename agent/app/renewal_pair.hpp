// SPDX-License-Identifier: Apache-2.0
// What is renewed along with a certificate, for CAs that issue one for authentication and one for signing together
// ("renews_pairs" of the manifest; facts/kazakhstan-nca.md 3). Pure; any thread.
#pragma once

#include "agent/core/inventory.hpp"

#include <string>
#include <vector>

namespace reseal::app {

// Ids of the others of `id`'s pair: same holder and CA (whichever of its keys), for another use, issued within a day,
// valid at `now`, not superseded, their key known. Entries as markSuperseded left them.
[[nodiscard]] std::vector<std::string> renewedAlong(const std::vector<core::InventoryEntry>& entries,
                                                    const std::string& id, TimePoint now);

} // namespace reseal::app
