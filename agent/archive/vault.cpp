// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/vault.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/vault/recovery_code.hpp"
#include "agent/crypto/vault/sealing.hpp"

#include <algorithm>
#include <array>

namespace reseal::archive {
namespace {

constexpr int kFreeMistakes = 3;
constexpr int kFirstWait = 5; // seconds; doubles with each further mistake
constexpr int kLongestWait = 3600;

Error vaultMissing() {
    return {Category::notFound,
            "vault_missing",
            N_("There is no archive yet; 'reseal archive import' makes it with the first key."),
            {}};
}

Error noWayIn() {
    return {
        Category::waiting,
        "no_way_in",
        N_("The archive needs its password: name the file that holds it in RESEAL_VAULT_PASSWORD_FILE, or unlock the "
           "desktop's keyring. Nothing was changed."),
        {}};
}

// Nothing that a person could type opens it.
Error onlyKeyring() {
    return {
        Category::waiting,
        "only_keyring",
        N_("Only this desktop's keyring opens the archive, and it did not. Unlock the keyring and try again. If the "
           "keyring is lost, put it back from a backup of your home folder."),
        {}};
}

bool canBeTyped(const core::VaultSlot& slot) {
    return slot.kind == core::SlotKind::password || slot.kind == core::SlotKind::recovery;
}

Error wrongPassword() {
    return {Category::refused, "wrong_password", N_("This password does not open the archive."), {}};
}

} // namespace

Vault::Vault(core::ArchiveStore& store, platform::Keyring& keyring, const core::Clock& clock, std::string who,
             VaultPace pace)
    : store_(store), keyring_(keyring), clock_(clock), who_(std::move(who)), pace_(pace) {}

Result<bool> Vault::exists() {
    const auto head = store_.head();
    return head ? Result<bool>(head.value().has_value()) : Result<bool>(head.error());
}

Result<core::VaultHead> Vault::headNow() {
    auto head = store_.head();
    if (!head) {
        return head.error();
    }
    return head.value() ? Result<core::VaultHead>(*head.value()) : Result<core::VaultHead>(vaultMissing());
}

Status Vault::open(const Secret& given) {
    lockIfIdle();
    lastUse_ = clock_.now();
    const auto head = headNow();
    if (!head) {
        return head.error();
    }
    if (isOpen() && given.empty()) {
        return {};
    }
    return given.empty() ? openWithKeyring(head.value()) : openWithPassword(head.value(), given);
}

Status Vault::openOrCreate(const Secret& given) {
    const auto there = exists();
    if (!there) {
        return there.error();
    }
    return there.value() ? open(given) : create(given);
}

Status Vault::readyFor(const Secret& given) {
    const auto there = exists();
    if (!there || there.value()) {
        return there ? open(given) : Status(there.error());
    }
    if (!given.empty()) {
        return fit(given);
    }
    return keyring_.available() ? Status() : Status(noWayIn());
}

void Vault::lockIfIdle() {
    const TimePoint now = clock_.now();
    if (now - lastUse_ > pace_.idle || now < lastUse_) {
        lock();
    }
}

Status Vault::waitAfterMistakes(const core::VaultTries& tries) const {
    if (tries.failed < kFreeMistakes) {
        return {};
    }
    const int doublings = std::min(tries.failed - kFreeMistakes, 12);
    const std::chrono::seconds wait(std::min(kFirstWait << doublings, kLongestWait));
    const TimePoint now = clock_.now();
    const auto left = now < tries.last ? wait : std::chrono::seconds(tries.last + wait - now); // the clock was set back
    if (left.count() <= 0) {
        return {};
    }
    return Error{Category::waiting, "too_many_tries",
                 N_("Wrong passwords were given too often. Wait this many seconds, then try again."),
                 std::to_string(left.count())};
}

// A try is written down before it is made, so that ending the program does not undo it.
Status Vault::openWithPassword(const core::VaultHead& head, const Secret& given) {
    const auto tries = store_.tries();
    const auto known = store_.slots();
    if (!tries || !known) {
        return tries ? known.error() : tries.error();
    }
    if (Status wait = waitAfterMistakes(tries.value()); !wait) {
        return wait;
    }
    if (Status noted = store_.setTries({tries.value().failed + 1, clock_.now()}); !noted) {
        return noted;
    }
    auto key = keyBehind(head, known.value(), given);
    if (!key && key.error().reason != "wrong_password") { // not the person's mistake
        (void)store_.setTries(tries.value());
    }
    if (!key) {
        return key.error();
    }
    dataKey_ = std::move(key).value();
    for (const core::VaultSlot& slot : known.value()) {
        if (slot.kind == core::SlotKind::password && slot.memoryKib < crypto::Argon2Cost{}.memoryKib && !pace_.cost) {
            renewOldSlot(head, slot, given);
        }
    }
    return store_.setTries({});
}

// A slot of an older program, cheaper to guess, is made anew while its password is at hand.
void Vault::renewOldSlot(const core::VaultHead& head, core::VaultSlot slot, const Secret& password) {
    const auto derived = crypto::argon2id(password.view(), slot.salt, {slot.memoryKib, slot.iterations, slot.lanes});
    if (!derived || !crypto::unseal(derived.value(), slot.wrapped, asBytes(slotAssociation(head, slot)))) {
        return; // another slot's password
    }
    auto renewed = passwordSlot(head, slot.kind, slot.label, password, *dataKey_);
    if (renewed) {
        renewed.value().id = slot.id;
        (void)store_.replaceSlot(renewed.value(), event("slot_renew", {}, std::to_string(slot.id)));
    }
}

Status Vault::openWithKeyring(const core::VaultHead& head) {
    const auto known = store_.slots();
    if (!known) {
        return known.error();
    }
    const bool typed = std::ranges::any_of(known.value(), canBeTyped);
    const Error closed = typed ? noWayIn() : onlyKeyring();
    const auto slot = std::ranges::find(known.value(), core::SlotKind::keyring, &core::VaultSlot::kind);
    if (slot == known.value().end() || !keyring_.available()) {
        return closed;
    }
    const auto kept = keyring_.find("vault:" + head.id);
    if (!kept) {
        return kept.error().category == Category::notFound || !typed ? closed : kept.error();
    }
    std::string octets = fromHex(kept.value().view());
    const Secret wiped(std::move(octets));
    if (wiped.view().size() != crypto::kVaultKeyOctets) {
        return closed;
    }
    const auto dataKey = crypto::unseal(crypto::LockedKey::of(asBytes(wiped.view())), slot->wrapped,
                                        asBytes(slotAssociation(head, *slot)));
    if (!dataKey || dataKey.value().view().size() != crypto::kVaultKeyOctets) {
        return closed;
    }
    dataKey_ = crypto::LockedKey::of(asBytes(dataKey.value().view()));
    return {};
}

Result<crypto::LockedKey> Vault::keyBehind(const core::VaultHead& head, const std::vector<core::VaultSlot>& slots,
                                           const Secret& given) {
    const auto code = crypto::readRecoveryCode(given.view());
    for (const core::VaultSlot& slot : slots) {
        const bool recovery = slot.kind == core::SlotKind::recovery;
        if (slot.kind != core::SlotKind::password && !(recovery && code)) {
            continue;
        }
        const auto derived = crypto::argon2id(recovery ? code.value().view() : given.view(), slot.salt,
                                              {slot.memoryKib, slot.iterations, slot.lanes});
        if (!derived && derived.error().category == Category::failed) {
            return derived.error();
        }
        const auto key = derived ? crypto::unseal(derived.value(), slot.wrapped, asBytes(slotAssociation(head, slot)))
                                 : Result<Secret>(derived.error());
        if (key && key.value().view().size() == crypto::kVaultKeyOctets) {
            return crypto::LockedKey::of(asBytes(key.value().view()));
        }
    }
    return wrongPassword();
}

Bytes Vault::sealKey(const Secret& pkcs8, const Sha256& certificate) const {
    return crypto::seal(*dataKey_, asBytes(pkcs8.view()), certificate);
}

Result<Secret> Vault::openKey(const core::ArchiveEntry& entry) const {
    if (entry.sealedKey.empty()) {
        return Error{Category::notFound, "key_elsewhere",
                     N_("The private key is not in the archive: it cannot leave its token."), entry.keyPlace};
    }
    return crypto::unseal(*dataKey_, entry.sealedKey, entry.sha256);
}

Status Vault::adopt(const core::VaultHead& head, const std::vector<core::VaultSlot>& slots, crypto::LockedKey dataKey) {
    if (Status made = store_.create(head, slots); !made) {
        return made;
    }
    dataKey_ = std::move(dataKey);
    lastUse_ = clock_.now();
    return store_.note(event("vault_restore"));
}

core::ArchiveEvent Vault::event(std::string act, std::string entry, std::string detail) const {
    core::ArchiveEvent made{clock_.now(), who_, std::move(act), std::move(entry), std::move(detail), 0};
    made.check = checkOf(made);
    return made;
}

Status Vault::mustBeOpen() const {
    return isOpen() ? Status()
                    : Status(Error{Category::waiting, "vault_locked", N_("The archive is locked; open it first."), {}});
}

Status Vault::create(const Secret& password) {
    std::array<std::uint8_t, 16> random{};
    crypto::fillRandom(random);
    const core::VaultHead head{toHex(random), 1};
    auto dataKey = crypto::LockedKey::random();
    auto slot = password.empty() ? keyringSlot(head, dataKey)
                                 : passwordSlot(head, core::SlotKind::password, "", password, dataKey);
    if (!slot) {
        return slot.error().reason == "no_keyring" ? noWayIn() : slot.error();
    }
    if (Status made = store_.create(head, {slot.value()}); !made) {
        return made;
    }
    dataKey_ = std::move(dataKey);
    lastUse_ = clock_.now();
    return store_.note(event("vault_create", {}, core::name(slot.value().kind)));
}

} // namespace reseal::archive
