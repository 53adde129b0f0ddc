// SPDX-License-Identifier: Apache-2.0
// Reads everything of the archive back and proves it: certificate against its hash, key against its seal and its
// certificate, names and check sums against what they are made of. Engine thread.
#pragma once

#include "agent/archive/vault.hpp"

#include <string>
#include <vector>

namespace reseal::archive {

// Precondition: the vault is open. Errors: certificate_rotten, names_rotten, key_rotten (damaged), key_stranger
// (damaged): of another certificate.
Status prove(const Vault& vault, const core::ArchiveEntry& entry);

struct Rot {
    std::string what; // "entry", "slot", "sighting", "event", "database"
    std::string name; // id, number or place
    std::string holder;
    Error why;
};

struct Verification {
    std::size_t entries = 0;
    std::size_t keys = 0;
    bool keysProved = true; // false: the vault was locked, keys and their seals were not looked at
    std::vector<Rot> rotten;
};

// Deleted entries are read, too. What needs no key is proved in a locked vault as well.
[[nodiscard]] Result<Verification> verify(const Vault& vault);

} // namespace reseal::archive
