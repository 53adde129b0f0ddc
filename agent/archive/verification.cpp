// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/verification.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/crypto/public_key_info.hpp"

namespace reseal::archive {
namespace {

Error rotten(const char* reason, const char* detail) { return {Category::damaged, reason, detail, {}}; }

std::string holderOf(const core::ArchiveEntry& entry) {
    const auto certificate = certificateOf(entry);
    if (certificate) {
        return certificate.value().holder.name.empty() ? certificate.value().subject : certificate.value().holder.name;
    }
    return entry.names.words.substr(0, entry.names.words.find('\n'));
}

Status checkEvents(core::ArchiveStore& store, Verification& result) {
    const auto events = store.events();
    if (!events) {
        return events.error();
    }
    for (const core::ArchiveEvent& event : events.value()) {
        if (event.check != checkOf(event)) {
            result.rotten.push_back({"event",
                                     event.act + " " + event.entry,
                                     {},
                                     rotten("event_rotten", N_("A line of the event log has changed on the disk."))});
        }
    }
    return {};
}

Status checkSightings(core::ArchiveStore& store, const core::ArchiveEntry& entry, Verification& result) {
    const auto sightings = store.sightings(entry.number);
    if (!sightings) {
        return sightings.error();
    }
    for (const core::ArchiveSighting& sighting : sightings.value()) {
        if (sighting.check != checkOf(sighting)) {
            result.rotten.push_back(
                {"sighting", sighting.place, holderOf(entry),
                 rotten("sighting_rotten", N_("The note where this key was found has changed on the disk."))});
        }
    }
    return {};
}

// What is not secret of it.
Status proveCertificate(const core::ArchiveEntry& entry) {
    const auto again = entryOf(entry.certificate);
    if (crypto::sha256(entry.certificate) != entry.sha256 || !again) {
        return rotten("certificate_rotten", N_("The certificate has changed on the disk; restore it from a backup."));
    }
    const core::ArchiveNames& names = again.value().names;
    if (names.issuerSerial != entry.names.issuerSerial || names.subjectKeyId != entry.names.subjectKeyId ||
        names.publicKey != entry.names.publicKey || names.words != entry.names.words) {
        return rotten("names_rotten", N_("What this entry is found by has changed on the disk."));
    }
    return entry.rotten ? Status(rotten("entry_rotten", N_("When it was archived or deleted, or the name of its token, "
                                                           "has changed on the disk.")))
                        : Status();
}

// Ways in, and what they are bound to. What could be mended is written anew once it was named.
Status checkWays(core::ArchiveStore& store, Verification& result) {
    const auto head = store.head();
    const auto slots = store.slots();
    if (!head || !slots) {
        return head ? slots.error() : head.error();
    }
    const std::size_t before = result.rotten.size();
    if (head.value() && head.value()->rot != core::Rot::none) {
        result.rotten.push_back({"head",
                                 head.value()->id.substr(0, 8),
                                 {},
                                 rotten("head_rotten", N_("The number of this archive has changed on the disk."))});
    }
    for (const core::VaultSlot& slot : slots.value()) {
        if (slot.rot != core::Rot::none) {
            result.rotten.push_back(
                {"slot", std::to_string(slot.id) + " " + core::name(slot.kind), slot.label,
                 rotten(
                     "slot_rotten",
                     N_("A way into the archive has changed on the disk. Where one bit did, it is mended; try it."))});
        }
    }
    return result.rotten.size() > before ? store.mendWays() : Status();
}

} // namespace

Status prove(const Vault& vault, const core::ArchiveEntry& entry) {
    if (Status proven = proveCertificate(entry); !proven || entry.sealedKey.empty()) {
        return proven;
    }
    const auto pkcs8 = vault.openKey(entry);
    const auto key = pkcs8 ? crypto::PrivateKey::fromPkcs8(asBytes(pkcs8.value().view()))
                           : Result<crypto::PrivateKey>(pkcs8.error());
    if (!pkcs8) {
        return rotten("key_rotten", N_("The private key has changed on the disk; restore it from a backup."));
    }
    if (!key) {
        return key.error();
    }
    const auto fields = crypto::readCertificateFields(entry.certificate);
    return fields && key.value().matches(fields->publicKeyInfo)
               ? Status()
               : Status(rotten("key_stranger", N_("The private key belongs to another certificate.")));
}

Result<Verification> verify(const Vault& vault) {
    Verification result;
    result.keysProved = vault.isOpen();
    core::ArchiveStore& store = vault.store();
    if (const Status pages = store.checkPages(); !pages) {
        result.rotten.push_back({"database", "reseal.db", {}, pages.error()});
    }
    Status all = store.visit(true, [&](core::ArchiveEntry&& entry) -> Status {
        ++result.entries;
        result.keys += entry.sealedKey.empty() ? 0 : 1;
        const Status proven = result.keysProved ? prove(vault, entry) : proveCertificate(entry);
        if (!proven) {
            result.rotten.push_back({"entry", toHex(entry.sha256), holderOf(entry), proven.error()});
        }
        return checkSightings(store, entry, result);
    });
    if (all) {
        all = checkEvents(store, result);
    }
    if (all) {
        all = checkWays(store, result);
    }
    return all ? Result<Verification>(std::move(result)) : Result<Verification>(all.error());
}

} // namespace reseal::archive
