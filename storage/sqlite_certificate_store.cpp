// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_certificate_store.hpp"

#include "storage/connection.hpp"
#include "storage/inventory_reader.hpp"
#include "storage/row_values.hpp"
#include "storage/scan_recorder.hpp"
#include "storage/seen_times.hpp"
#include "storage/sqlite_error.hpp"

namespace reseal::storage {
namespace {

constexpr const char* kUnknownSource = N_("This folder is not among the watched ones.");
constexpr const char* kUnknownCertificate = N_("No certificate with this number has been seen.");

// What lies at or below a root: the path itself, and the open range of the texts that begin with it and a slash.
struct PathRange {
    explicit PathRange(const std::string& root) : self(withoutTrailingSlash(root)), below(self) {
        if (self != "/") {
            below += '/';
        }
        beyond = below;
        beyond.back() = '/' + 1; // the first text after all that begin with `below`
    }
    std::string self;
    std::string below;
    std::string beyond;
};

class SqliteCertificateStore final : public core::CertificateStore {
public:
    explicit SqliteCertificateStore(Database& database) : connection_(database.connection()) {}

    Result<std::vector<core::WatchedSource>> sources() override;
    Status addSource(const std::string& path, TimePoint now) override;
    Status removeSource(const std::string& path) override;
    Result<std::unordered_map<std::string, core::FileStamp>> knownFiles(const std::string& root) override;
    Result<std::vector<std::string>> shutFiles(const std::string& root) override;
    Status recordScan(const std::string& root, std::span<const core::FileReading> readings,
                      std::span<const std::string> gone, TimePoint now) override;
    Result<std::vector<core::InventoryEntry>> entries() override;
    Result<std::vector<core::LockedFile>> lockedFiles() override;
    Result<std::vector<core::Refusal>> refusals() override;
    Result<Bytes> der(const std::string& id) override;

private:
    Connection& connection_;
};

Result<std::vector<core::WatchedSource>> SqliteCertificateStore::sources() {
    std::vector<core::WatchedSource> result;
    Query rows(connection_, "SELECT path, added FROM source ORDER BY added, path");
    while (rows.next()) {
        result.push_back({rows.text(0), rows.time(1)});
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Status SqliteCertificateStore::addSource(const std::string& path, TimePoint now) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query add(connection_, "INSERT INTO source (path, added) VALUES (?1, ?2) ON CONFLICT (path) DO NOTHING");
    return add.bind(path, now).run() ? transaction.commit() : add.error();
}

Status SqliteCertificateStore::removeSource(const std::string& path) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query remove(connection_, "DELETE FROM source WHERE path = ?1");
    if (!remove.bind(path).run()) {
        return remove.error();
    }
    if (sqlite3_changes(connection_.handle()) == 0) {
        return Error{Category::notFound, "unknown_source", kUnknownSource, path};
    }
    return transaction.commit();
}

Result<std::unordered_map<std::string, core::FileStamp>> SqliteCertificateStore::knownFiles(const std::string& root) {
    std::unordered_map<std::string, core::FileStamp> result;
    const PathRange range(root);
    Query rows(connection_, "SELECT path, size, modified, changed, inode FROM file WHERE path = ?1 AND present = 1 "
                            "UNION ALL SELECT path, size, modified, changed, inode FROM file "
                            "WHERE path > ?2 AND path < ?3 AND present = 1");
    rows.bind(range.self, range.below, range.beyond);
    while (rows.next()) {
        result.emplace(rows.text(0), core::FileStamp{rows.integer(1), rows.integer(2), rows.integer(3),
                                                     static_cast<std::uint64_t>(rows.integer(4))});
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Result<std::vector<std::string>> SqliteCertificateStore::shutFiles(const std::string& root) {
    std::vector<std::string> result;
    const PathRange range(root);
    // A container's own password is not asked for, so it opens none. A key file that is refused may be one for which
    // the GOST library came later.
    Query rows(
        connection_,
        "SELECT path FROM file WHERE present = 1 AND (path = ?1 OR (path > ?2 AND path < ?3)) "
        "AND kind <> 'cryptopro' AND (locked = 1 OR refusal_reason IN ('bad_passphrase', 'bad_pkcs12') OR EXISTS "
        "(SELECT 1 FROM key_sighting k WHERE k.file_id = file.file_id AND k.locked = 1 AND k.present = 1))");
    rows.bind(range.self, range.below, range.beyond);
    while (rows.next()) {
        result.push_back(rows.text(0));
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Status SqliteCertificateStore::recordScan(const std::string& root, std::span<const core::FileReading> readings,
                                          std::span<const std::string> gone, TimePoint now) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    auto before = SeenTimes::load(connection_);
    if (!before) {
        return before.error();
    }
    ScanRecorder recorder(connection_, withoutTrailingSlash(root), now, std::move(before).value());
    for (const std::string& path : gone) {
        if (Status done = recorder.noteGone(path); !done) {
            return done;
        }
    }
    for (const core::FileReading& reading : readings) {
        if (Status done = recorder.noteReading(reading); !done) {
            return done;
        }
    }
    if (Status done = recorder.noteRoot(); !done) {
        return done;
    }
    return transaction.commit();
}

Result<std::vector<core::InventoryEntry>> SqliteCertificateStore::entries() {
    Transaction oneState(connection_, Transaction::Kind::read);
    if (!oneState.begun()) {
        return oneState.begun().error();
    }
    auto seen = SeenTimes::load(connection_);
    if (!seen) {
        return seen.error();
    }
    return readEntries(connection_, std::move(seen).value());
}

Result<std::vector<core::LockedFile>> SqliteCertificateStore::lockedFiles() {
    Transaction oneState(connection_, Transaction::Kind::read);
    if (!oneState.begun()) {
        return oneState.begun().error();
    }
    auto seen = SeenTimes::load(connection_);
    if (!seen) {
        return seen.error();
    }
    std::vector<core::LockedFile> result;
    Query rows(connection_, "SELECT path, last_seen, present FROM file WHERE locked = 1 ORDER BY path");
    while (rows.next()) {
        core::LockedFile file{rows.text(0), rows.time(1), rows.flag(2)};
        if (file.present) {
            file.lastSeen = seen.value().of(file.path).value_or(file.lastSeen);
        }
        result.push_back(std::move(file));
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Result<std::vector<core::Refusal>> SqliteCertificateStore::refusals() {
    std::vector<core::Refusal> result;
    Query rows(connection_, "SELECT path, refusal_reason, refusal_detail FROM file "
                            "WHERE refusal_reason IS NOT NULL AND present = 1 ORDER BY path");
    while (rows.next()) {
        result.push_back({rows.text(0), rows.text(1), rows.text(2)});
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Result<Bytes> SqliteCertificateStore::der(const std::string& id) {
    if (const auto sha256 = parseId(id)) {
        Query row(connection_, "SELECT der FROM certificate JOIN certificate_der USING (certificate_id) "
                               "WHERE sha256 = ?1");
        row.bind(*sha256);
        if (row.next()) {
            const ByteView der = row.bytes(0);
            return Bytes(der.begin(), der.end());
        }
        if (!row.ok()) {
            return row.error();
        }
    }
    return Error{Category::notFound, "unknown_certificate", kUnknownCertificate, id};
}

} // namespace

std::unique_ptr<core::CertificateStore> makeSqliteCertificateStore(Database& database) {
    return std::make_unique<SqliteCertificateStore>(database);
}

} // namespace reseal::storage
