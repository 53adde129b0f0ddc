// SPDX-License-Identifier: Apache-2.0
#include "agent/app/archive_keeper.hpp"

#include "agent/base/log.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/platform/system.hpp"
#include "storage/vault/sqlite_archive_store.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

std::string personsName() {
    for (const char* variable : {"USER", "LOGNAME", "USERNAME"}) {
        if (std::string name = platform::environment(variable); !name.empty()) {
            return name;
        }
    }
    return {};
}

} // namespace

ArchiveKeeper::ArchiveKeeper(Profile& profile, platform::Keyring& keyring, const core::Clock& clock)
    : store_(storage::makeSqliteArchiveStore(profile.database())), vault_(*store_, keyring, clock, personsName()),
      archive_(vault_) {}

void ArchiveKeeper::admit(const plugins::Policy& policy) {
    for (const plugins::PolicySigner& one : policy.archiveRecovery) {
        const auto slots = store_->slots();
        const ByteView info = crypto::publicKeyInfoIn(one.certificate);
        const Bytes key(info.begin(), info.end());
        const bool known = !slots || std::ranges::any_of(slots.value(), [&](const core::VaultSlot& slot) {
            return slot.publicKey == key;
        });
        if (known) {
            continue;
        }
        if (const auto added = vault_.addOrganisation(one.name, key); !added) {
            log(LogLevel::warning, "archive_recovery of policy: " + added.error().reason);
        }
    }
}

std::vector<std::string> ArchiveKeeper::organisations() {
    std::vector<std::string> labels;
    if (const auto slots = store_->slots()) {
        for (const core::VaultSlot& slot : slots.value()) {
            if (slot.kind == core::SlotKind::organisation) {
                labels.push_back(slot.label);
            }
        }
    }
    return labels;
}

bool ArchiveKeeper::hasWay(core::SlotKind kind) {
    const auto slots = store_->slots();
    return slots && std::ranges::find(slots.value(), kind, &core::VaultSlot::kind) != slots.value().end();
}

bool ArchiveKeeper::awaitsRecoveryCode() {
    const auto slots = store_->slots();
    return slots && std::ranges::any_of(slots.value(), [](const core::VaultSlot& slot) {
               return slot.kind == core::SlotKind::recovery && !slot.confirmed;
           });
}

std::vector<core::HealthItem> ArchiveKeeper::health() {
    std::vector<core::HealthItem> items;
    for (const std::string& label : organisations()) {
        items.push_back({"archive_organisation",
                         core::Severity::fine,
                         N_("Your organisation can open the archive"),
                         N_("{name} has a key to it, by your organisation's policy."),
                         {},
                         {{"name", label}},
                         ""});
    }
    const auto slots = store_->slots();
    const auto count = store_->count();
    if (!slots || !count || slots.value().empty() || count.value() == 0) {
        return items;
    }
    const bool recovery = std::ranges::any_of(slots.value(), [](const core::VaultSlot& slot) {
        return slot.kind == core::SlotKind::recovery && slot.confirmed;
    });
    const auto elsewhere = store_->tookPlace("backup_elsewhere");
    if (!recovery && !(elsewhere && elsewhere.value())) {
        items.push_back({"archive_one_way_in",
                         core::Severity::warning,
                         N_("The archive could be lost with this computer"),
                         N_("It has no recovery code, and no backup of it lies elsewhere."),
                         N_("Print a recovery code (in the window under Archive, or by 'reseal archive slots "
                            "add-recovery'), or back it up to a flash drive."),
                         {},
                         ""});
    }
    return items;
}

} // namespace reseal::app
