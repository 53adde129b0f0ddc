// SPDX-License-Identifier: Apache-2.0
// Opening: look before touching, check, migrate; restore where the file is damaged or missing.
#include "storage/database.hpp"

#include "storage/backup.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "storage/profile_files.hpp"
#include "storage/sqlite_error.hpp"

namespace reseal::storage {

class DatabaseOpener {
public:
    DatabaseOpener(const std::string& folder, const core::Clock& clock, WhenLost whenLost,
                   std::span<const Migration> migrations)
        : files_(folder), clock_(clock), whenLost_(whenLost), migrations_(migrations),
          newest_(migrations.empty() ? 0 : migrations.back().version), backup_(files_, newest_) {}

    Result<std::unique_ptr<Database>> run();

private:
    Status replaceMissing();
    Status replaceDamaged();
    Status open();
    Status identify();
    Status bringUpToDate();

    ProfileFiles files_;
    const core::Clock& clock_;
    WhenLost whenLost_;
    std::span<const Migration> migrations_;
    int newest_;
    Backup backup_;
    Opening opening_;
    std::unique_ptr<Connection> connection_;
};

Result<std::unique_ptr<Database>> DatabaseOpener::run() {
    if (!files_.hasFolder()) {
        return missingFolderError(files_.folder());
    }
    if (ProfileFiles::sizeOf(files_.main()) == 0) {
        if (Status replaced = replaceMissing(); !replaced) {
            return replaced.error();
        }
    }
    Status opened = open();
    if (!opened && opened.error().category == Category::damaged && !opening_.restoredFromBackup) {
        connection_.reset();
        if (Status replaced = replaceDamaged(); !replaced) {
            return replaced.error();
        }
        opened = open();
    }
    if (!opened) {
        return opened.error();
    }
    std::unique_ptr<Database> database(new Database(files_.folder(), clock_, newest_));
    database->connection_ = std::move(connection_);
    database->opening_ = std::move(opening_);
    (void)database->backUpIfDue();
    return database;
}

// No file, or one without a byte: someone deleted it, or a restore was cut short. With a backup this is no beginning.
Status DatabaseOpener::replaceMissing() {
    if (backup_.exists() || files_.hasWriteAheadLog()) {
        return replaceDamaged();
    }
    return {};
}

Status DatabaseOpener::replaceDamaged() {
    bool restored = false;
    if (backup_.exists()) {
        const Status prepared = backup_.prepareRestore();
        restored = prepared.ok();
        if (!restored && prepared.error().category != Category::damaged) {
            return prepared; // a full disk, or a newer version: the backup may be good
        }
    }
    if (!restored && whenLost_ == WhenLost::refuse) {
        return noGoodCopyError(files_.main());
    }
    if (ProfileFiles::sizeOf(files_.main()) > 0 || files_.hasWriteAheadLog()) {
        auto kept = files_.moveAside(files_.main(), clock_.now());
        if (!kept) {
            return kept.error();
        }
        opening_.keptAs = kept.value();
    }
    if (!restored) {
        // The next backup must not overwrite a bad one that an expert may still get something out of.
        auto kept = files_.moveAside(files_.backup(), clock_.now());
        return kept ? Status() : Status(kept.error());
    }
    opening_.restoredFromBackup = true;
    return ProfileFiles::replace(files_.restoring(), files_.main());
}

Status DatabaseOpener::open() {
    auto opened = Connection::open(files_.main(), Connection::Mode::create);
    if (!opened) {
        return opened.error();
    }
    connection_ = std::move(opened).value();
    if (Status ours = identify(); !ours) {
        return ours;
    }
    // A new file gets pages that hold several certificates each. The cache is an upper limit, for large scans.
    if (Status set = connection_->execute(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
            "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 500; PRAGMA journal_size_limit = 4194304");
        !set) {
        return set;
    }
    if (Status current = bringUpToDate(); !current) {
        return current;
    }
    connection_->checkpointWhenClosed(true);
    return {};
}

// Reads only: a file that is refused here stays as it was, byte for byte.
Status DatabaseOpener::identify() {
    const auto tables = connection_->number("SELECT count(*) FROM sqlite_schema");
    const auto version = connection_->number("PRAGMA user_version");
    if (!tables || !version) {
        return tables ? version.error() : tables.error();
    }
    if (tables.value() == 0 && version.value() == 0) {
        opening_.createdNew = true;
        return {};
    }
    opening_.migratedFrom = static_cast<int>(version.value());
    return checkOurs(*connection_, newest_);
}

Status DatabaseOpener::bringUpToDate() {
    if (opening_.migratedFrom == newest_) {
        return {};
    }
    if (!opening_.createdNew) {
        (void)backup_.make(*connection_, clock_.now()); // the state before, should the new version prove wrong
    }
    return migrate(*connection_, opening_.migratedFrom, migrations_);
}

Result<std::unique_ptr<Database>> Database::openWith(const std::string& folder, const core::Clock& clock,
                                                     WhenLost whenLost, std::span<const Migration> migrations) {
    return DatabaseOpener(folder, clock, whenLost, migrations).run();
}

Result<std::unique_ptr<Database>> Database::open(const std::string& folder, const core::Clock& clock,
                                                 WhenLost whenLost) {
    return openWith(folder, clock, whenLost, ownMigrations());
}

Database::Database(std::string folder, const core::Clock& clock, int newestVersion)
    : folder_(std::move(folder)), clock_(clock), newestVersion_(newestVersion) {}

Database::~Database() = default;

int Database::schemaVersion() { return ownMigrations().back().version; }

Status Database::checkIntegrity() {
    if (Status whole = connection_->check("PRAGMA integrity_check(1)"); !whole) {
        return whole;
    }
    Query orphans(*connection_, "PRAGMA foreign_key_check");
    if (orphans.next()) {
        return connection_->error(SQLITE_CORRUPT);
    }
    return orphans.ok() ? Status() : Status(orphans.error());
}

Status Database::backUpIfDue() {
    const ProfileFiles files(folder_);
    const Backup backup(files, newestVersion_);
    const TimePoint now = clock_.now();
    if (backup.isFresh(now)) {
        return {};
    }
    const auto changes = connection_->number("SELECT value FROM change_count");
    if (!changes) {
        return changes.error();
    }
    if (changes.value() == 0) {
        return {}; // nothing has been kept yet
    }
    if (backup.holds(changes.value())) {
        backup.touch(now);
        return {};
    }
    return backup.make(*connection_, now);
}

} // namespace reseal::storage
