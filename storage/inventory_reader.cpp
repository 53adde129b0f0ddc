// SPDX-License-Identifier: Apache-2.0
#include "storage/inventory_reader.hpp"

#include "storage/connection.hpp"
#include "storage/row_values.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace reseal::storage {
namespace {

using core::Certificate;
using core::InventoryEntry;

constexpr const char* kCertificates =
    "SELECT certificate_id, sha256, subject, issuer, issuer_name, serial, holder_name, holder_organization, "
    "holder_inn, holder_innle, holder_snils, holder_ogrn, holder_ogrnip, holder_iin, holder_bin, holder_email, usage, "
    "algorithm, not_before, not_after, key_not_after, is_ca, spki_sha256, gost_fingerprint, authority_key_id, "
    "holder_roles FROM certificate ORDER BY certificate_id";
constexpr const char* kSightings = "SELECT s.certificate_id, f.path, f.kind, s.first_seen, s.present, f.present, "
                                   "s.last_seen, f.last_seen FROM sighting s JOIN file f USING (file_id)";
constexpr const char* kKeys =
    "SELECT k.spki_sha256, k.gost_fingerprint, k.locked, k.key_not_after, f.path, f.kind, k.present, f.present, "
    "k.last_seen, f.last_seen FROM key_sighting k JOIN file f USING (file_id)";

struct Key {
    core::KeyLocation location;
    std::optional<TimePoint> notAfter;
};

using KeysByFingerprint = std::unordered_map<std::string, std::vector<std::size_t>>;

std::string asText(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Certificate certificateOf(const Query& row) {
    Certificate c;
    c.id = toHex(row.bytes(1));
    c.subject = row.text(2);
    c.issuer = row.text(3);
    c.issuerName = row.text(4);
    c.serial = row.text(5);
    c.holder = {row.text(6),  row.text(7),  row.text(8),  row.text(9),  row.text(10),
                row.text(11), row.text(12), row.text(13), row.text(14), row.text(15)};
    c.usage.bits = static_cast<std::uint8_t>(row.integer(16));
    c.algorithm = row.text(17);
    c.notBefore = row.time(18);
    c.notAfter = row.time(19);
    c.keyNotAfter = row.optionalTime(20);
    c.isCa = row.flag(21);
    std::ranges::copy_n(row.bytes(22).begin(),
                        static_cast<std::ptrdiff_t>(std::min(row.bytes(22).size(), c.spkiSha256.size())),
                        c.spkiSha256.begin());
    const ByteView gost = row.bytes(23);
    c.gostFingerprint.assign(gost.begin(), gost.end());
    c.authorityKeyId = row.text(24);
    c.holderRoles = row.text(25);
    return c;
}

// Present ones first, then by path.
template <typename Place>
void putInOrder(std::vector<Place>& places) {
    if (places.size() > 1) {
        std::ranges::sort(places, {},
                          [](const Place& one) { return std::tuple(!one.present, std::string_view(one.path)); });
    }
}

class Reader {
public:
    Reader(Connection& connection, SeenTimes seen) : connection_(connection), seen_(std::move(seen)) {}

    Status readCertificates();
    Status readSightings();
    Status readKeys();
    void joinKeys();
    std::vector<InventoryEntry> take() { return std::move(entries_); }

private:
    // When what a file held was last seen: by itself where it is no longer in the file, else with the file.
    TimePoint lastSeen(bool held, bool filePresent, TimePoint own, TimePoint ofFile, std::string_view path) {
        if (!held) {
            return own;
        }
        return filePresent ? seen_.of(path).value_or(ofFile) : ofFile;
    }
    void addKeys(InventoryEntry& entry, const KeysByFingerprint& index, const std::string& fingerprint);

    Connection& connection_;
    SeenTimes seen_;
    std::vector<InventoryEntry> entries_;
    std::unordered_map<std::int64_t, std::size_t> entryOf_; // by certificate_id
    std::vector<Key> keys_;
    KeysByFingerprint bySpki_;
    KeysByFingerprint byGost_;
};

Status Reader::readCertificates() {
    Query count(connection_, "SELECT count(*) FROM certificate");
    if (count.next()) {
        entries_.reserve(static_cast<std::size_t>(count.integer(0)));
        entryOf_.reserve(entries_.capacity());
    }
    Query rows(connection_, kCertificates);
    while (rows.next()) {
        entryOf_.emplace(rows.integer(0), entries_.size());
        entries_.emplace_back().certificate = certificateOf(rows);
    }
    return rows.ok() ? Status() : Status(rows.error());
}

Status Reader::readSightings() {
    Query rows(connection_, kSightings);
    while (rows.next()) {
        const auto entry = entryOf_.find(rows.integer(0));
        if (entry == entryOf_.end()) {
            continue;
        }
        const bool held = rows.flag(4);
        const bool filePresent = rows.flag(5);
        core::Sighting& sighting = entries_[entry->second].seen.emplace_back();
        sighting.path = rows.text(1);
        sighting.kind = parseKind(rows.view(2));
        sighting.firstSeen = rows.time(3);
        sighting.lastSeen = lastSeen(held, filePresent, rows.time(6), rows.time(7), sighting.path);
        sighting.present = held && filePresent;
    }
    for (InventoryEntry& entry : entries_) {
        putInOrder(entry.seen);
    }
    return rows.ok() ? Status() : Status(rows.error());
}

Status Reader::readKeys() {
    Query rows(connection_, kKeys);
    while (rows.next()) {
        const bool held = rows.flag(6);
        const bool filePresent = rows.flag(7);
        Key& key = keys_.emplace_back();
        key.location.path = rows.text(4);
        key.location.kind = parseKind(rows.view(5));
        key.location.locked = rows.flag(2);
        key.location.present = held && filePresent;
        key.location.lastSeen = lastSeen(held, filePresent, rows.time(8), rows.time(9), key.location.path);
        key.notAfter = rows.optionalTime(3);
        if (!rows.bytes(0).empty()) {
            bySpki_[asText(rows.bytes(0))].push_back(keys_.size() - 1);
        }
        if (!rows.bytes(1).empty()) {
            byGost_[asText(rows.bytes(1))].push_back(keys_.size() - 1);
        }
    }
    return rows.ok() ? Status() : Status(rows.error());
}

void Reader::addKeys(InventoryEntry& entry, const KeysByFingerprint& index, const std::string& fingerprint) {
    const auto matches = index.find(fingerprint);
    if (matches == index.end()) {
        return;
    }
    for (const std::size_t match : matches->second) {
        const Key& key = keys_[match];
        auto& keyNotAfter = entry.certificate.keyNotAfter;
        if (key.notAfter && (!keyNotAfter || *key.notAfter < *keyNotAfter)) {
            keyNotAfter = key.notAfter;
        }
        // One file counts once, as it is now: it may match by both fingerprints, or have been rewritten.
        const auto known = std::ranges::find(entry.keys, key.location.path, &core::KeyLocation::path);
        if (known == entry.keys.end()) {
            entry.keys.push_back(key.location);
        } else if (key.location.present && !known->present) {
            *known = key.location;
        }
    }
}

void Reader::joinKeys() {
    if (keys_.empty()) {
        return;
    }
    for (InventoryEntry& entry : entries_) {
        if (isKnown(entry.certificate.spkiSha256)) {
            addKeys(entry, bySpki_, asText(entry.certificate.spkiSha256));
        }
        if (!entry.certificate.gostFingerprint.empty()) {
            addKeys(entry, byGost_, asText(entry.certificate.gostFingerprint));
        }
        putInOrder(entry.keys);
    }
}

} // namespace

Result<std::vector<InventoryEntry>> readEntries(Connection& connection, SeenTimes seen) {
    Reader reader(connection, std::move(seen));
    for (auto pass : {&Reader::readCertificates, &Reader::readSightings, &Reader::readKeys}) {
        if (Status done = (reader.*pass)(); !done) {
            return done.error();
        }
    }
    reader.joinKeys();
    return reader.take();
}

} // namespace reseal::storage
