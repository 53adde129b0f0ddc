// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/archive.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"

#include <algorithm>

namespace reseal::archive {
namespace {

constexpr std::size_t kShortestId = 4;
constexpr std::size_t kIdDigits = 64;

Error unknownEntry(const std::string& id) {
    return {Category::notFound, "unknown_entry", N_("The archive has no such entry; 'reseal archive list' shows all."),
            id};
}

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

Sha256 padded(std::string hex, char with) {
    hex.resize(kIdDigits, with);
    const std::string octets = fromHex(hex);
    Sha256 sum{};
    std::copy_n(octets.begin(), std::min(octets.size(), sum.size()), sum.begin());
    return sum;
}

// Numbers are cut hashes: the certificate decides.
template <typename Fits>
Result<std::vector<core::ArchiveEntry>> onlyThose(Result<std::vector<core::ArchiveEntry>> found, Fits fits) {
    if (found) {
        std::erase_if(found.value(), [&](const core::ArchiveEntry& entry) {
            const auto fields = crypto::readCertificateFields(entry.certificate);
            return !fields || !fits(*fields);
        });
    }
    return found;
}

} // namespace

Result<std::vector<core::ArchiveEntry>> Archive::ofRecipient(ByteView issuer, ByteView serial) {
    return onlyThose(store_.byIssuerSerial(recipientNumber(issuer, serial)), [&](const crypto::CertificateFields& own) {
        return crypto::equal(own.issuer, issuer) && crypto::equal(own.serial, serial);
    });
}

Result<std::vector<core::ArchiveEntry>> Archive::ofKeyId(ByteView subjectKeyId) {
    return onlyThose(store_.bySubjectKeyId(keyIdNumber(subjectKeyId)), [&](const crypto::CertificateFields& own) {
        return crypto::equal(own.subjectKeyId(), subjectKeyId);
    });
}

Result<std::vector<core::ArchiveEntry>> Archive::ofPublicKey(ByteView publicKeyInfo) {
    return onlyThose(store_.byPublicKey(publicKeyNumber(publicKeyInfo)), [&](const crypto::CertificateFields& own) {
        return crypto::equal(own.publicKeyInfo, publicKeyInfo);
    });
}

Result<crypto::PrivateKey> Archive::keyOf(const core::ArchiveEntry& entry) {
    if (!vault_.isOpen()) {
        return Error{Category::waiting, "vault_locked", N_("The archive is locked; open it first."), {}};
    }
    const auto pkcs8 = vault_.openKey(entry);
    return pkcs8 ? crypto::PrivateKey::fromPkcs8(asBytes(pkcs8.value().view()))
                 : Result<crypto::PrivateKey>(pkcs8.error());
}

Result<std::vector<core::ArchiveEntry>> Archive::all() {
    std::vector<core::ArchiveEntry> entries;
    const Status read = store_.visit(false, [&](core::ArchiveEntry&& entry) {
        entries.push_back(std::move(entry));
        return Status();
    });
    return read ? Result<std::vector<core::ArchiveEntry>>(std::move(entries))
                : Result<std::vector<core::ArchiveEntry>>(read.error());
}

Result<std::vector<core::ArchiveEntry>> Archive::search(const std::string& typed) {
    return store_.byWords(searchedFor(typed));
}

Result<core::ArchiveEntry> Archive::byId(const std::string& start) {
    const std::string id = folded(start);
    if (id.size() < kShortestId || id.size() > kIdDigits || !std::ranges::all_of(id, isHex)) {
        return unknownEntry(start);
    }
    auto found = store_.between(padded(id, '0'), padded(id, 'f'));
    if (!found) {
        return found.error();
    }
    if (found.value().size() > 1) {
        return Error{Category::usage, "ambiguous_id",
                     N_("Several certificates have an id that begins so; give more of it."), start};
    }
    return found.value().empty() ? Result<core::ArchiveEntry>(unknownEntry(start))
                                 : Result<core::ArchiveEntry>(std::move(found.value().front()));
}

Status Archive::remove(const core::ArchiveEntry& entry) {
    return store_.setDeleted(entry.sha256, vault_.clock().now(), vault_.event("delete", toHex(entry.sha256)));
}

Status Archive::undelete(const std::string& id) {
    std::optional<Sha256> meant;
    const Status read = store_.visit(true, [&](core::ArchiveEntry&& entry) {
        if (entry.deleted && id.size() >= kShortestId && toHex(entry.sha256).starts_with(folded(id))) {
            meant = entry.sha256;
        }
        return Status();
    });
    if (!read) {
        return read;
    }
    return meant ? store_.setDeleted(*meant, std::nullopt, vault_.event("undelete", toHex(*meant)))
                 : Status(unknownEntry(id));
}

Result<std::vector<core::ArchiveEntry>> Archive::removed(std::size_t most) {
    auto found = store_.removed(most);
    if (found) {
        const TimePoint gone = vault_.clock().now() - kUndoPeriod;
        std::erase_if(found.value(), [&](const core::ArchiveEntry& entry) { return *entry.deleted < gone; });
    }
    return found;
}

Status Archive::purge() {
    const auto gone = store_.purge(vault_.clock().now() - kUndoPeriod, vault_.event("purge"));
    return gone ? Status() : Status(gone.error());
}

} // namespace reseal::archive
