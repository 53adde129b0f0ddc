// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/archive.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

namespace reseal::archive {
namespace {

constexpr std::size_t kShortestId = 4;
constexpr std::size_t kIdDigits = 64;
constexpr std::size_t kMostFound = 10000; // as byWords() gives

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

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2099;

// A year among what was typed, and the words beside it: "2019", "Anna 2019".
struct TypedYear {
    int year = 0;
    std::string words;
};

std::optional<TypedYear> yearIn(const std::string& typed) {
    std::optional<int> year;
    std::string words;
    std::istringstream stream(typed);
    for (std::string word; stream >> word;) {
        const bool number = word.size() == 4 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
        const int value = number ? std::stoi(word) : 0;
        if (!year && value >= kFirstYear && value <= kLastYear) {
            year = value;
        } else {
            words += (words.empty() ? "" : " ") + word;
        }
    }
    return year ? std::optional(TypedYear{*year, words.empty() ? words : searchedFor(words)}) : std::nullopt;
}

// By the person's calendar, as the dates are shown.
bool wasValidIn(int year, ByteView certificate, const core::Clock& clock) {
    const auto validity = crypto::readValidity(certificate);
    const auto yearOf = [&](TimePoint time) { return static_cast<int>(clock.local(time).date.year()); };
    return validity && yearOf(validity->notBefore) <= year && yearOf(validity->notAfter) >= year;
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
    auto found = store_.byWords(searchedFor(typed));
    const auto asked = found ? yearIn(typed) : std::nullopt;
    if (!asked) {
        return found;
    }
    std::set<std::int64_t> known;
    std::ranges::transform(found.value(), std::inserter(known, known.end()), &core::ArchiveEntry::number);
    const Status read = store_.visit(false, [&](core::ArchiveEntry&& entry) {
        const bool named = entry.names.words.find(asked->words) != std::string::npos && !known.contains(entry.number);
        if (named && found.value().size() < kMostFound && wasValidIn(asked->year, entry.certificate, vault_.clock())) {
            found.value().push_back(std::move(entry));
        }
        return Status();
    });
    std::ranges::sort(found.value(), {}, &core::ArchiveEntry::number);
    return read ? std::move(found) : Result<std::vector<core::ArchiveEntry>>(read.error());
}

Result<std::vector<core::ArchiveEntry>> Archive::ofHolder(const core::Certificate& certificate) {
    const std::string holder = core::holderKey(certificate);
    const core::Holder& known = certificate.holder;
    // One of what holderKey() is made of finds them all; the key decides.
    std::string word;
    for (const std::string* part : {&known.iin, &known.inn, &known.snils, &known.bin, &known.innle, &known.ogrn,
                                    &known.name, &known.organization}) {
        word = word.empty() ? folded(*part) : word;
    }
    auto found = holder.empty() || word.empty()
                     ? Result<std::vector<core::ArchiveEntry>>(std::vector<core::ArchiveEntry>{})
                     : store_.byWords(word);
    if (found) {
        std::erase_if(found.value(), [&](const core::ArchiveEntry& entry) {
            const auto read = certificateOf(entry);
            return !read || core::holderKey(read.value()) != holder;
        });
    }
    return found;
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
