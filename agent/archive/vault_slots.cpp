// SPDX-License-Identifier: Apache-2.0
// The ways into an open vault: made, changed, confirmed and taken away. Part of Vault.
#include "agent/archive/vault.hpp"
#include "agent/crypto/vault/recovery_code.hpp"
#include "agent/crypto/vault/sealing.hpp"

#include <algorithm>
#include <array>

namespace reseal::archive {
namespace {

constexpr std::chrono::milliseconds kDerivation{RESEAL_VAULT_DERIVATION_MS};
constexpr std::size_t kSaltOctets = 16;
constexpr std::size_t kShortestPassword = 8;

std::string freshSalt() {
    std::array<std::uint8_t, kSaltOctets> random{};
    crypto::fillRandom(random);
    return toHex(random); // text, since the argon2 program takes it as an argument
}

} // namespace

Status Vault::fit(const Secret& password) {
    const std::size_t size = password.view().size();
    if (size >= kShortestPassword && size <= crypto::kLongestVaultPassword &&
        password.view().find('\0') == std::string_view::npos) {
        return {};
    }
    return Error{Category::usage, "password_unfit", N_("A password of the archive has 8 to 127 characters."), {}};
}

std::string slotAssociation(const core::VaultHead& head, const core::VaultSlot& slot) {
    return "reseal-slot:" + std::to_string(slot.version) + ":" + head.id + ":" + core::name(slot.kind) + ":" +
           std::to_string(slot.memoryKib) + ":" + std::to_string(slot.iterations) + ":" + std::to_string(slot.lanes) +
           ":" + slot.salt;
}

Result<core::VaultSlot> Vault::passwordSlot(const core::VaultHead& head, core::SlotKind kind, const std::string& label,
                                            const Secret& password, const crypto::LockedKey& dataKey) const {
    if (Status fits = fit(password); !fits) {
        return fits.error();
    }
    const crypto::Argon2Cost cost = pace_.cost ? *pace_.cost : crypto::measuredCost(kDerivation);
    core::VaultSlot slot;
    slot.kind = kind;
    slot.label = label;
    slot.created = clock_.now();
    slot.memoryKib = cost.memoryKib;
    slot.iterations = cost.iterations;
    slot.lanes = cost.lanes;
    slot.salt = freshSalt();
    const auto derived = crypto::argon2id(password.view(), slot.salt, cost);
    if (!derived) {
        return derived.error();
    }
    slot.wrapped = crypto::seal(derived.value(), dataKey.view(), asBytes(slotAssociation(head, slot)));
    return slot;
}

// The keyring keeps a key of its own, not the data key: taking the slot away makes what the keyring still has
// worthless.
Result<core::VaultSlot> Vault::keyringSlot(const core::VaultHead& head, const crypto::LockedKey& dataKey) {
    if (!keyring_.available()) {
        return Error{Category::failed, "no_keyring", N_("this desktop has no keyring"), {}};
    }
    const auto key = crypto::LockedKey::random();
    core::VaultSlot slot;
    slot.kind = core::SlotKind::keyring;
    slot.created = clock_.now();
    slot.wrapped = crypto::seal(key, dataKey.view(), asBytes(slotAssociation(head, slot)));
    const Secret text(toHex(key.view()));
    if (Status kept = keyring_.store("vault:" + head.id, "Reseal: archive", text); !kept) {
        return kept.error();
    }
    return slot;
}

Result<std::int64_t> Vault::addPassword(const std::string& label, const Secret& password) {
    const auto head = headNow();
    if (const Status open = mustBeOpen(); !open || !head) {
        return open ? head.error() : open.error();
    }
    const auto slot = passwordSlot(head.value(), core::SlotKind::password, label, password, *dataKey_);
    return slot ? store_.addSlot(slot.value(), event("slot_add", {}, "password")) : Result<std::int64_t>(slot.error());
}

Status Vault::changePassword(std::int64_t id, const Secret& password) {
    const auto head = headNow();
    const auto known = store_.slots();
    if (const Status open = mustBeOpen(); !open || !head || !known) {
        return !open ? open.error() : !head ? head.error() : known.error();
    }
    const auto old = std::ranges::find(known.value(), id, &core::VaultSlot::id);
    if (old == known.value().end() || old->kind != core::SlotKind::password) {
        return Error{Category::notFound, "unknown_slot",
                     N_("The archive has no such way in; 'reseal archive slots list' shows all."), std::to_string(id)};
    }
    auto slot = passwordSlot(head.value(), old->kind, old->label, password, *dataKey_);
    if (!slot) {
        return slot.error();
    }
    slot.value().id = id;
    return store_.replaceSlot(slot.value(), event("slot_change", {}, std::to_string(id)));
}

Result<NewRecoveryCode> Vault::addRecovery(const std::string& label) {
    const auto head = headNow();
    if (const Status open = mustBeOpen(); !open || !head) {
        return open ? head.error() : open.error();
    }
    Secret code = crypto::makeRecoveryCode();
    const auto opens = crypto::readRecoveryCode(code.view());
    auto slot = opens ? passwordSlot(head.value(), core::SlotKind::recovery, label, opens.value(), *dataKey_)
                      : Result<core::VaultSlot>(opens.error());
    if (!slot) {
        return slot.error();
    }
    slot.value().confirmed = false;
    const auto id = store_.addSlot(slot.value(), event("slot_add", {}, "recovery"));
    return id ? Result<NewRecoveryCode>(NewRecoveryCode{id.value(), std::move(code)})
              : Result<NewRecoveryCode>(id.error());
}

Status Vault::confirmRecovery(const Secret& typed) {
    const auto head = headNow();
    const auto known = store_.slots();
    const auto code = crypto::readRecoveryCode(typed.view());
    if (!head || !known || !code) {
        return !code ? code.error() : !head ? head.error() : known.error();
    }
    for (core::VaultSlot slot : known.value()) {
        if (slot.kind != core::SlotKind::recovery || slot.confirmed) {
            continue;
        }
        const auto derived =
            crypto::argon2id(code.value().view(), slot.salt, {slot.memoryKib, slot.iterations, slot.lanes});
        if (derived && crypto::unseal(derived.value(), slot.wrapped, asBytes(slotAssociation(head.value(), slot)))) {
            slot.confirmed = true;
            return store_.replaceSlot(slot, event("slot_confirm", {}, std::to_string(slot.id)));
        }
    }
    return Error{Category::refused, "code_unknown", N_("No recovery code that waits for its check is this one."), {}};
}

Result<std::int64_t> Vault::addKeyring() {
    const auto head = headNow();
    const auto known = store_.slots();
    if (const Status open = mustBeOpen(); !open || !head || !known) {
        return !open ? open.error() : !head ? head.error() : known.error();
    }
    if (std::ranges::find(known.value(), core::SlotKind::keyring, &core::VaultSlot::kind) != known.value().end()) {
        return Error{Category::refused, "slot_exists", N_("The keyring opens the archive already."), {}};
    }
    const auto slot = keyringSlot(head.value(), *dataKey_);
    return slot ? store_.addSlot(slot.value(), event("slot_add", {}, "keyring")) : Result<std::int64_t>(slot.error());
}

Result<std::int64_t> Vault::addOrganisation(const std::string& label, ByteView publicKeyInfo) {
    if (const Status open = mustBeOpen(); !open) {
        return open.error();
    }
    auto wrapped = crypto::sealToPublicKey(publicKeyInfo, dataKey_->view());
    if (!wrapped) {
        return wrapped.error();
    }
    core::VaultSlot slot;
    slot.kind = core::SlotKind::organisation;
    slot.label = label;
    slot.created = clock_.now();
    slot.publicKey.assign(publicKeyInfo.begin(), publicKeyInfo.end());
    slot.wrapped = std::move(wrapped).value();
    return store_.addSlot(slot, event("slot_add", {}, "organisation"));
}

Status Vault::removeSlot(std::int64_t id) {
    if (Status open = mustBeOpen(); !open) {
        return open;
    }
    return store_.removeSlot(id, event("slot_remove", {}, std::to_string(id)));
}

} // namespace reseal::archive
