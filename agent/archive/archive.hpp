// SPDX-License-Identifier: Apache-2.0
// The archive for those who look something up in it: which entry is meant, and its key. Engine thread.
#pragma once

#include "agent/archive/vault.hpp"
#include "agent/core/certificate.hpp"
#include "agent/crypto/private_key.hpp"

#include <string>
#include <vector>

namespace reseal::archive {

class Archive {
public:
    explicit Archive(Vault& vault) : vault_(vault), store_(vault.store()) {}

    // Whom an encrypted message is for. `issuer` and `serial` are the whole elements as the message has them.
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> ofRecipient(ByteView issuer, ByteView serial);
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> ofKeyId(ByteView subjectKeyId);
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> ofPublicKey(ByteView publicKeyInfo);

    // The private key of an entry. Errors: vault_locked, key_elsewhere (subject: the token), seal_broken, those of
    // PrivateKey::fromPkcs8.
    [[nodiscard]] Result<crypto::PrivateKey> keyOf(const core::ArchiveEntry& entry);

    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> all();
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> latest(std::size_t most) { return store_.latest(most); }
    // That undelete() brings back, removed last first.
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> removed(std::size_t most);
    // Name, INN, IIN, serial number: any part of one; also a year, alone or beside such a part: what was valid in it.
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> search(const std::string& typed);
    // All of the holder (core::holderKey) of this certificate, in the order they were archived.
    [[nodiscard]] Result<std::vector<core::ArchiveEntry>> ofHolder(const core::Certificate& certificate);
    // By the start of its id, at least four digits. Errors: unknown_entry (notFound), ambiguous_id (usage).
    [[nodiscard]] Result<core::ArchiveEntry> byId(const std::string& start);

    // For some days it can be brought back. Errors: as byId, but of deleted ones for undelete.
    Status remove(const core::ArchiveEntry& entry);
    Status undelete(const std::string& id);
    Status purge(); // those whose days are over

private:
    Vault& vault_;
    core::ArchiveStore& store_;
};

inline constexpr std::chrono::days kUndoPeriod{30};

} // namespace reseal::archive
