// SPDX-License-Identifier: Apache-2.0
// Reads the whole inventory in three passes over the tables and joins in memory. Inside storage/ only.
#pragma once

#include "agent/core/inventory.hpp"
#include "storage/seen_times.hpp"

#include <vector>

namespace reseal::storage {

class Connection;

// In the order in which the certificates were first seen. Sightings and keys: present ones first, then by path.
[[nodiscard]] Result<std::vector<core::InventoryEntry>> readEntries(Connection& connection, SeenTimes seen);

} // namespace reseal::storage
