// SPDX-License-Identifier: Apache-2.0
// The vault: one random data key in locked memory, behind slots (decision 9, storage/FORMAT.md). Slots come and go
// without touching a record. Engine thread; sealing and opening of records may run on others meanwhile.
#pragma once

#include "agent/core/archive.hpp"
#include "agent/core/clock.hpp"
#include "agent/crypto/vault/argon2id.hpp"
#include "agent/crypto/vault/locked_key.hpp"
#include "agent/platform/keyring.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace reseal::archive {

struct VaultPace {
    std::optional<crypto::Argon2Cost> cost = {}; // where none is given, measured to RESEAL_VAULT_DERIVATION_MS
    std::chrono::seconds idle = std::chrono::minutes(15);
};

struct NewRecoveryCode {
    std::int64_t slot = 0;
    Secret code; // as printed
};

class Vault {
public:
    // Borrows all for its life. `who` goes into the event log.
    Vault(core::ArchiveStore& store, platform::Keyring& keyring, const core::Clock& clock, std::string who,
          VaultPace pace = {});

    [[nodiscard]] Result<bool> exists();
    [[nodiscard]] bool isOpen() const { return dataKey_.has_value(); }

    // With a password or recovery code, else with the keyring's slot. Errors: vault_missing (notFound), wrong_password
    // (refused), too_many_tries (waiting; subject: seconds), no_way_in (waiting): neither password nor keyring;
    // only_keyring (waiting): no password was ever set, and the keyring is not there.
    Status open(const Secret& given);
    // Where there is no vault, makes one with a slot of this password, else of the keyring.
    Status openOrCreate(const Secret& given);
    // Whether openOrCreate would come to something, for work that must not be begun in vain. Opens a vault that is
    // there, and makes none.
    Status readyFor(const Secret& given);
    void lock() { dataKey_.reset(); }
    void lockIfIdle(); // to be called now and then

    // Errors of these: vault_locked (waiting), password_unfit (usage), last_slot (refused), unknown_slot (notFound).
    [[nodiscard]] Result<std::vector<core::VaultSlot>> slots() { return store_.slots(); }
    [[nodiscard]] Result<std::int64_t> addPassword(const std::string& label, const Secret& password);
    Status changePassword(std::int64_t slot, const Secret& password);
    [[nodiscard]] Result<NewRecoveryCode> addRecovery(const std::string& label);
    Status confirmRecovery(const Secret& typed); // what was printed, typed back
    [[nodiscard]] Result<std::int64_t> addKeyring();
    [[nodiscard]] Result<std::int64_t> addOrganisation(const std::string& label, ByteView publicKeyInfo);
    Status removeSlot(std::int64_t slot);

    // Precondition of these: isOpen().
    [[nodiscard]] Bytes sealKey(const Secret& pkcs8, const Sha256& certificate) const;
    [[nodiscard]] Result<Secret> openKey(const core::ArchiveEntry& entry) const; // key_elsewhere, seal_broken
    [[nodiscard]] const crypto::LockedKey& dataKey() const { return *dataKey_; }

    // Of another vault: its data key by its slots; throttling is not this vault's.
    [[nodiscard]] static Result<crypto::LockedKey>
    keyBehind(const core::VaultHead& head, const std::vector<core::VaultSlot>& slots, const Secret& given);
    // Takes over a vault with its slots and key, where there is none here.
    Status adopt(const core::VaultHead& head, const std::vector<core::VaultSlot>& slots, crypto::LockedKey dataKey);

    [[nodiscard]] core::ArchiveEvent event(std::string act, std::string entry = {}, std::string detail = {}) const;
    [[nodiscard]] core::ArchiveStore& store() const { return store_; }
    [[nodiscard]] const core::Clock& clock() const { return clock_; }

private:
    [[nodiscard]] static Status fit(const Secret& password); // to be one of the archive's
    Status create(const Secret& password);
    Status openWithPassword(const core::VaultHead& head, const Secret& given);
    Status openWithKeyring(const core::VaultHead& head);
    Status waitAfterMistakes(const core::VaultTries& tries) const;
    void renewOldSlot(const core::VaultHead& head, core::VaultSlot slot, const Secret& password);
    Status mustBeOpen() const;
    [[nodiscard]] Result<core::VaultHead> headNow();
    [[nodiscard]] Result<core::VaultSlot> passwordSlot(const core::VaultHead& head, core::SlotKind kind,
                                                       const std::string& label, const Secret& password,
                                                       const crypto::LockedKey& dataKey) const;
    [[nodiscard]] Result<core::VaultSlot> keyringSlot(const core::VaultHead& head, const crypto::LockedKey& dataKey);

    core::ArchiveStore& store_;
    platform::Keyring& keyring_;
    const core::Clock& clock_;
    std::string who_;
    VaultPace pace_;
    std::optional<crypto::LockedKey> dataKey_;
    TimePoint lastUse_{};
};

// Slots and records as octets; storage/FORMAT.md.
[[nodiscard]] std::string slotAssociation(const core::VaultHead& head, const core::VaultSlot& slot);

} // namespace reseal::archive
