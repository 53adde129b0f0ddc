// SPDX-License-Identifier: Apache-2.0
#include "storage/scan_recorder.hpp"

#include "storage/connection.hpp"
#include "storage/row_values.hpp"
#include "storage/sqlite_error.hpp"

#include <algorithm>
#include <iterator>

namespace reseal::storage {
namespace {

constexpr const char* kFindFile = "SELECT file_id, size, modified, changed, inode, kind, present, locked, "
                                  "refusal_reason, refusal_detail, last_seen FROM file WHERE path = ?1";
constexpr const char* kAddFile =
    "INSERT INTO file (path, size, modified, changed, inode, kind, locked, refusal_reason, refusal_detail, "
    "first_seen, last_seen, present) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 1) "
    "ON CONFLICT (path) DO NOTHING";
constexpr const char* kChangeFile =
    "UPDATE file SET size = ?2, modified = ?3, changed = ?4, inode = ?5, kind = ?6, locked = ?7, "
    "refusal_reason = ?8, refusal_detail = ?9, last_seen = ?10, present = 1 WHERE file_id = ?1";
constexpr const char* kReturnFile = "UPDATE file SET present = 1, last_seen = ?2 WHERE file_id = ?1";
constexpr const char* kLoseFile = "UPDATE file SET present = 0, last_seen = ?2 WHERE file_id = ?1";

constexpr const char* kFindCertificate = "SELECT certificate_id FROM certificate WHERE sha256 = ?1";
constexpr const char* kAddCertificate =
    "INSERT INTO certificate (sha256, subject, issuer, issuer_name, serial, holder_name, holder_organization, "
    "holder_inn, holder_innle, holder_snils, holder_ogrn, holder_ogrnip, holder_iin, holder_bin, holder_email, usage, "
    "algorithm, not_before, not_after, key_not_after, is_ca, spki_sha256, gost_fingerprint, authority_key_id, "
    "holder_roles) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "
    "?23, ?24, ?25) ON CONFLICT (sha256) DO NOTHING";
// The DER never changes under its id, but a newer program may read more out of it.
constexpr const char* kChangeCertificate =
    "UPDATE certificate SET (subject, issuer, issuer_name, serial, holder_name, holder_organization, "
    "holder_inn, holder_innle, holder_snils, holder_ogrn, holder_ogrnip, holder_iin, holder_bin, holder_email, usage, "
    "algorithm, not_before, not_after, key_not_after, is_ca, spki_sha256, gost_fingerprint, authority_key_id, "
    "holder_roles) = "
    "(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) "
    "WHERE certificate_id = ?1 AND (subject, issuer, issuer_name, serial, holder_name, holder_organization, "
    "holder_inn, holder_innle, holder_snils, holder_ogrn, holder_ogrnip, holder_iin, holder_bin, holder_email, usage, "
    "algorithm, not_before, not_after, key_not_after, is_ca, spki_sha256, gost_fingerprint, authority_key_id, "
    "holder_roles) IS NOT "
    "(?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)";
constexpr const char* kAddDer = "INSERT INTO certificate_der (certificate_id, der) VALUES (?1, ?2)";

constexpr const char* kFindSightings = "SELECT certificate_id, present FROM sighting WHERE file_id = ?1";
constexpr const char* kAddSighting =
    "INSERT INTO sighting (file_id, certificate_id, first_seen, last_seen, present) VALUES (?1, ?2, ?3, ?3, 1)";
constexpr const char* kSetSighting =
    "UPDATE sighting SET present = ?3, last_seen = ?4 WHERE file_id = ?1 AND certificate_id = ?2";

constexpr const char* kFindKeys =
    "SELECT spki_sha256, gost_fingerprint, locked, key_not_after, present FROM key_sighting WHERE file_id = ?1";
constexpr const char* kAddKey = "INSERT INTO key_sighting (file_id, spki_sha256, gost_fingerprint, locked, "
                                "key_not_after, first_seen, last_seen, present) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 1)";
constexpr const char* kSetKey = "UPDATE key_sighting SET locked = ?4, key_not_after = ?5, present = ?6, last_seen = ?7 "
                                "WHERE file_id = ?1 AND spki_sha256 = ?2 AND gost_fingerprint = ?3";

// Binds ?1 (the id or the row) and the interpreted columns in the order of the statements above.
template <typename Key>
Query& bindCertificate(Query& query, const Key& key, const core::Certificate& c) {
    const core::Holder& h = c.holder;
    return query.bind(key, c.subject, c.issuer, c.issuerName, c.serial, h.name, h.organization, h.inn, h.innle, h.snils,
                      h.ogrn, h.ogrnip, h.iin, h.bin, h.email, c.usage.bits, c.algorithm, c.notBefore, c.notAfter,
                      c.keyNotAfter, c.isCa, c.spkiSha256, c.gostFingerprint, c.authorityKeyId, c.holderRoles);
}

template <typename Key>
Query& bindFile(Query& query, const Key& key, const core::FileReading& reading, TimePoint seen) {
    std::optional<std::string_view> reason;
    std::optional<std::string_view> detail;
    if (reading.refusal) {
        reason = reading.refusal->reason;
        detail = reading.refusal->detail;
    }
    return query.bind(key, reading.stamp.size, reading.stamp.modified, reading.stamp.changed, reading.stamp.inode,
                      std::string_view(core::name(reading.kind)), reading.locked, reason, detail, seen);
}

core::FileStamp stampOf(const Query& row) {
    return {row.integer(1), row.integer(2), row.integer(3), static_cast<std::uint64_t>(row.integer(4))};
}

bool isSameRow(const Query& row, const core::FileReading& reading) {
    const bool refusalSame = reading.refusal ? !row.isNull(8) && row.view(8) == reading.refusal->reason &&
                                                   row.view(9) == reading.refusal->detail
                                             : row.isNull(8);
    return stampOf(row) == reading.stamp && row.view(5) == core::name(reading.kind) && row.flag(6) &&
           row.flag(7) == reading.locked && refusalSame;
}

Bytes spkiBytes(const core::FoundKey& key) {
    return isKnown(key.spkiSha256) ? Bytes(key.spkiSha256.begin(), key.spkiSha256.end()) : Bytes();
}

} // namespace

ScanRecorder::ScanRecorder(Connection& connection, std::string_view root, TimePoint now, SeenTimes before)
    : connection_(connection), root_(root), now_(now), before_(std::move(before)), findFile_(connection, kFindFile),
      addFile_(connection, kAddFile), changeFile_(connection, kChangeFile), returnFile_(connection, kReturnFile),
      loseFile_(connection, kLoseFile), findCertificate_(connection, kFindCertificate),
      addCertificate_(connection, kAddCertificate), changeCertificate_(connection, kChangeCertificate),
      addDer_(connection, kAddDer), findSightings_(connection, kFindSightings), addSighting_(connection, kAddSighting),
      setSighting_(connection, kSetSighting), findKeys_(connection, kFindKeys), addKey_(connection, kAddKey),
      setKey_(connection, kSetKey) {}

bool ScanRecorder::isUnderRoot(std::string_view path) const {
    return path.starts_with(root_) && (path.size() == root_.size() || root_ == "/" || path[root_.size()] == '/');
}

Status ScanRecorder::noteRoot() {
    Query query(connection_, "INSERT INTO root (path, last_scan) VALUES (?1, ?2) "
                             "ON CONFLICT (path) DO UPDATE SET last_scan = excluded.last_scan");
    return query.bind(root_, now_).run() ? Status() : Status(query.error());
}

Status ScanRecorder::noteGone(const std::string& path) {
    findFile_.bind(path);
    if (!findFile_.next()) {
        return findFile_.ok() ? Status() : Status(findFile_.error());
    }
    if (!findFile_.flag(6)) {
        findFile_.reset();
        return {};
    }
    const TimePoint lastSeen = before_.of(path).value_or(findFile_.time(10));
    if (!loseFile_.bind(findFile_.integer(0), lastSeen).run()) {
        return loseFile_.error();
    }
    findFile_.reset();
    return {};
}

Status ScanRecorder::noteReading(const core::FileReading& reading) {
    const auto found = findOrAddFile(reading);
    if (!found) {
        return found.error();
    }
    const KnownFile& file = found.value();
    auto certificates = heldCertificates(file);
    auto keys = heldKeys(file);
    if (!certificates || !keys) {
        return certificates ? keys.error() : certificates.error();
    }
    if (file.sameContent && opensLess(reading, certificates.value(), keys.value())) {
        return keepAsItWas(file, reading);
    }
    const bool written = file.isNew || (file.sameRow && isUnderRoot(reading.path));
    if (!written && !bindFile(changeFile_, file.id, reading, now_).run()) {
        return changeFile_.error();
    }
    if (Status done = noteSightings(file, reading, certificates.value()); !done) {
        return done;
    }
    return noteKeys(file, reading, keys.value());
}

Result<ScanRecorder::KnownFile> ScanRecorder::findOrAddFile(const core::FileReading& reading) {
    if (!bindFile(addFile_, reading.path, reading, now_).run()) {
        return addFile_.error();
    }
    if (sqlite3_changes(connection_.handle()) == 1) {
        return KnownFile{sqlite3_last_insert_rowid(connection_.handle()), now_, true, true, true, false};
    }
    findFile_.bind(reading.path);
    if (!findFile_.next()) {
        return findFile_.ok() ? connection_.error(SQLITE_CORRUPT) : findFile_.error();
    }
    core::FileStamp stamp = stampOf(findFile_);
    stamp.size = stamp.size < 0 ? reading.stamp.size : stamp.size; // to be read again, and not changed
    KnownFile file{findFile_.integer(0),
                   findFile_.time(10),
                   false,
                   findFile_.flag(6),
                   isSameRow(findFile_, reading),
                   stamp == reading.stamp && stamp != core::FileStamp{}}; // none at all tells nothing
    findFile_.reset();
    if (file.present) {
        file.lastSeen = before_.of(reading.path).value_or(file.lastSeen);
    }
    return file;
}

// The same bytes, of which more was read when their password was at hand.
bool ScanRecorder::opensLess(const core::FileReading& reading, const std::vector<HeldCertificate>& held,
                             const std::vector<HeldKey>& keys) {
    const auto certificates = std::ranges::count_if(held, &HeldCertificate::present);
    const auto open = std::ranges::count_if(keys, [](const HeldKey& key) { return key.present && !key.locked; });
    return std::ssize(reading.certificates) < certificates ||
           std::ranges::count(reading.keys, false, &core::FoundKey::locked) < open;
}

Status ScanRecorder::keepAsItWas(const KnownFile& file, const core::FileReading& reading) {
    if (file.present && isUnderRoot(reading.path)) {
        return {};
    }
    return returnFile_.bind(file.id, now_).run() ? Status() : Status(returnFile_.error());
}

Result<std::int64_t> ScanRecorder::noteCertificate(const core::FoundCertificate& found) {
    const std::optional<Sha256> id = parseId(found.certificate.id);
    if (!id) {
        return badIdError(found.certificate.id);
    }
    findCertificate_.bind(*id);
    if (findCertificate_.next()) {
        const std::int64_t row = findCertificate_.integer(0);
        findCertificate_.reset();
        if (!bindCertificate(changeCertificate_, row, found.certificate).run()) {
            return changeCertificate_.error();
        }
        return row;
    }
    if (!findCertificate_.ok()) {
        return findCertificate_.error();
    }
    if (!bindCertificate(addCertificate_, *id, found.certificate).run()) {
        return addCertificate_.error();
    }
    const std::int64_t row = sqlite3_last_insert_rowid(connection_.handle());
    if (!addDer_.bind(row, found.der).run()) {
        return addDer_.error();
    }
    return row;
}

Result<std::vector<ScanRecorder::HeldCertificate>> ScanRecorder::heldCertificates(const KnownFile& file) {
    std::vector<HeldCertificate> held;
    if (!file.isNew) {
        findSightings_.bind(file.id);
        while (findSightings_.next()) {
            held.push_back({findSightings_.integer(0), findSightings_.flag(1), false});
        }
        if (!findSightings_.ok()) {
            return findSightings_.error();
        }
    }
    return held;
}

Status ScanRecorder::noteSightings(const KnownFile& file, const core::FileReading& reading,
                                   std::vector<HeldCertificate>& held) {
    for (const core::FoundCertificate& found : reading.certificates) {
        const auto certificate = noteCertificate(found);
        if (!certificate) {
            return certificate.error();
        }
        if (Status done = noteSighting(file, certificate.value(), held); !done) {
            return done;
        }
    }
    for (const HeldCertificate& one : held) {
        if (one.present && !one.stays && !setSighting_.bind(file.id, one.id, false, file.lastSeen).run()) {
            return setSighting_.error();
        }
    }
    return {};
}

Status ScanRecorder::noteSighting(const KnownFile& file, std::int64_t certificate, std::vector<HeldCertificate>& held) {
    for (HeldCertificate& one : held) {
        if (one.id != certificate) {
            continue;
        }
        if (!one.present && !one.stays && !setSighting_.bind(file.id, certificate, true, now_).run()) {
            return setSighting_.error();
        }
        one.stays = true;
        return {};
    }
    held.push_back({certificate, true, true}); // the same certificate may be in the file twice
    return addSighting_.bind(file.id, certificate, now_).run() ? Status() : Status(addSighting_.error());
}

Result<std::vector<ScanRecorder::HeldKey>> ScanRecorder::heldKeys(const KnownFile& file) {
    std::vector<HeldKey> held;
    if (!file.isNew) {
        findKeys_.bind(file.id);
        while (findKeys_.next()) {
            const ByteView spki = findKeys_.bytes(0);
            const ByteView gost = findKeys_.bytes(1);
            held.push_back({Bytes(spki.begin(), spki.end()), Bytes(gost.begin(), gost.end()), findKeys_.flag(2),
                            findKeys_.optionalTime(3), findKeys_.flag(4), false});
        }
        if (!findKeys_.ok()) {
            return findKeys_.error();
        }
    }
    return held;
}

Status ScanRecorder::noteKeys(const KnownFile& file, const core::FileReading& reading, std::vector<HeldKey>& held) {
    for (const core::FoundKey& key : reading.keys) {
        if (Status done = noteKey(file, key, held); !done) {
            return done;
        }
    }
    for (const HeldKey& one : held) {
        if (one.present && !one.stays &&
            !setKey_.bind(file.id, one.spki, one.gost, one.locked, one.notAfter, false, file.lastSeen).run()) {
            return setKey_.error();
        }
    }
    return {};
}

Status ScanRecorder::noteKey(const KnownFile& file, const core::FoundKey& key, std::vector<HeldKey>& held) {
    const Bytes spki = spkiBytes(key);
    for (HeldKey& one : held) {
        if (one.spki != spki || one.gost != key.gostFingerprint) {
            continue;
        }
        const bool same = one.present && one.locked == key.locked && one.notAfter == key.keyNotAfter;
        if (!same && !one.stays &&
            !setKey_.bind(file.id, spki, key.gostFingerprint, key.locked, key.keyNotAfter, true, now_).run()) {
            return setKey_.error();
        }
        one.stays = true;
        return {};
    }
    held.push_back({spki, key.gostFingerprint, key.locked, key.keyNotAfter, true, true});
    return addKey_.bind(file.id, spki, key.gostFingerprint, key.locked, key.keyNotAfter, now_).run()
               ? Status()
               : Status(addKey_.error());
}

} // namespace reseal::storage
