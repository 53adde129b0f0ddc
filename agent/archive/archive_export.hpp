// SPDX-License-Identifier: Apache-2.0
// Gives one key out of the vault: as a PKCS#12 file, or as the folder that CryptoPro CSP reads, else as PEM. Engine
// thread.
#pragma once

#include "agent/archive/archive.hpp"
#include "agent/crypto/pkcs12_writer.hpp"

#include <string>

namespace reseal::archive {

// Russia's GOST keys under GOST (R 50.1.112-2016), all others under AES-256.
[[nodiscard]] crypto::Pkcs12Lock exportLock(crypto::KeyKind kind);

// Writes a new file, which is opened again before it counts. Errors: those of Archive::keyOf and writePkcs12,
// password_required (waiting), file_exists (refused), write_failed.
Status exportKey(Archive& archive, Vault& vault, const core::ArchiveEntry& entry, const std::string& path,
                 const Secret& password);

struct RestoredKey {
    std::string path; // of the folder, or of the PEM file
    std::string kind; // "container", "pem"
};

// Into a new folder or file below `folder`, which is there. A container without a password is allowed, PEM is not.
[[nodiscard]] Result<RestoredKey> restoreKey(Archive& archive, Vault& vault, const core::ArchiveEntry& entry,
                                             const std::string& folder, const Secret& password);

} // namespace reseal::archive
