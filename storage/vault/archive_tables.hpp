// SPDX-License-Identifier: Apache-2.0
// The tables of the archive, one free function for each act on them, without transactions of their own. Inside
// storage/vault only. One thread at a time.
#pragma once

#include "agent/core/archive.hpp"
#include "storage/connection.hpp"

namespace reseal::storage::vault {

// Rows that differ from their sum are marked, and mended where one bit does it.
[[nodiscard]] Result<std::vector<core::VaultSlot>> readSlots(Connection& connection);
[[nodiscard]] Result<std::optional<core::VaultHead>> readHead(Connection& connection);
Status mendWays(Connection& connection); // writes them as they are read
Status sumHead(Connection& connection);
[[nodiscard]] Result<std::int64_t> insertSlot(Connection& connection, const core::VaultSlot& slot);
Status updateSlot(Connection& connection, const core::VaultSlot& slot); // notFound, unknown_slot
Status deleteSlot(Connection& connection, std::int64_t id);             // likewise

Status insertEvent(Connection& connection, const core::ArchiveEvent& event);
[[nodiscard]] Result<std::vector<core::ArchiveEvent>> readEvents(Connection& connection);

// Rows of an older version get their sums.
Status sumOldRows(Connection& connection);
Status sumEntry(Connection& connection, std::int64_t number); // after each change of it
[[nodiscard]] std::int64_t sumOf(const core::ArchiveEntry& entry);

// A new entry with certificate and key.
Status insertEntry(Connection& connection, const core::ArchiveEntry& entry);
Status putKey(Connection& connection, std::int64_t number, const core::ArchiveEntry& entry);
// On the disk the check sum is combined (xor) with the entry's number: a note that went to another entry is found.
Status putSighting(Connection& connection, std::int64_t number, const core::ArchiveSighting& sighting);
[[nodiscard]] Result<std::vector<core::ArchiveSighting>> readSightings(Connection& connection, std::int64_t number);

[[nodiscard]] inline Error unknownEntry() {
    return {
        Category::notFound, "unknown_entry", N_("The archive has no such entry; 'reseal archive list' shows all."), {}};
}

} // namespace reseal::storage::vault
