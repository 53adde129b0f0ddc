// SPDX-License-Identifier: Apache-2.0
// The archive of one profile: its store, vault and what asks them. Engine thread.
#pragma once

#include "agent/app/profile.hpp"
#include "agent/archive/archive.hpp"
#include "agent/core/health.hpp"
#include "agent/platform/keyring.hpp"
#include "agent/plugins/policy.hpp"

#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

class ArchiveKeeper {
public:
    // Borrows all for its life.
    ArchiveKeeper(Profile& profile, platform::Keyring& keyring, const core::Clock& clock);

    [[nodiscard]] archive::Vault& vault() { return vault_; }
    [[nodiscard]] archive::Archive& archive() { return archive_; }
    [[nodiscard]] core::ArchiveStore& store() { return *store_; }

    // Those whom policy lets open the archive get a way in; the vault is open. What they cannot get is logged.
    void admit(const plugins::Policy& policy);
    // Labels of the organisations that can open the archive.
    [[nodiscard]] std::vector<std::string> organisations();

    [[nodiscard]] bool hasWay(core::SlotKind kind);
    [[nodiscard]] bool awaitsRecoveryCode(); // one was printed, and not typed back yet

    // A vault with keys, and neither a confirmed recovery code nor a backup on another device: a standing item. And who
    // else can open it.
    [[nodiscard]] std::vector<core::HealthItem> health();

private:
    std::unique_ptr<core::ArchiveStore> store_;
    archive::Vault vault_;
    archive::Archive archive_;
};

} // namespace reseal::app
