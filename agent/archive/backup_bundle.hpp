// SPDX-License-Identifier: Apache-2.0
// Backup of the archive to a folder of the person's: <folder>/reseal-archive-<vault>/000001.rsb and so on, each segment
// written whole under its final name, holding what the ones before it do not. Entries are sealed under the vault's data
// key, the slots go along, so that a bundle opens with what opens the vault. Engine thread.
#pragma once

#include "agent/archive/vault.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reseal::archive {

struct BackupResult {
    std::string path;        // of the bundle's folder
    std::size_t added = 0;   // entries that were not in the bundle yet
    std::size_t entries = 0; // in the bundle now
};

// Precondition: the vault is open. What is damaged in the bundle is written anew. Errors: those of the files.
[[nodiscard]] Result<BackupResult> backUp(Vault& vault, const std::string& folder);

struct RestoreResult {
    std::size_t added = 0;
    std::size_t known = 0;
    std::vector<std::pair<std::string, Error>> damaged; // segment or id
};

// Takes every whole entry in that is not here, or that has rotted here. Where there is no vault, the bundle's becomes
// it, with its slots. `own` opens the vault that is here, `bundles` the bundle's (empty: the same). Errors: no_bundle
// (notFound), wrong_password (refused).
[[nodiscard]] Result<RestoreResult> restore(Vault& vault, const std::string& folder, const Secret& own,
                                            const Secret& bundles);

} // namespace reseal::archive
