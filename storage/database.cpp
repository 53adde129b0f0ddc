// SPDX-License-Identifier: Apache-2.0
// Opening: look before touching, check, migrate; restore where the file is damaged or missing.
#include "storage/database.hpp"

#include "storage/backup.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "storage/profile_files.hpp"
#include "storage/sqlite_error.hpp"

#include <chrono>

namespace reseal::storage {
namespace {

constexpr auto kCheckEvery = std::chrono::hours(24);
constexpr std::int64_t kLarge = 32LL * 1024 * 1024; // takes long enough to copy for a person to notice

} // namespace

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
    Status mendHeaderIfItLies(std::int64_t version);
    Status checkUnless(std::optional<TimePoint> lately);
    Status bringUpToDate();

    ProfileFiles files_;
    const core::Clock& clock_;
    WhenLost whenLost_;
    std::span<const Migration> migrations_;
    int newest_;
    Backup backup_;
    Opening opening_;
    TimePoint lastCheck_;
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
    database->lastCheck_ = lastCheck_;
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
    const bool something = ProfileFiles::sizeOf(files_.main()) > 0 || files_.hasWriteAheadLog();
    const std::string kept = something ? ProfileFiles::nameAside(files_.main(), clock_.now()) : std::string();
    bool restored = false;
    if (backup_.exists()) {
        const Status prepared = backup_.prepareRestore(kept);
        restored = prepared.ok();
        if (!restored && prepared.error().category != Category::damaged) {
            return prepared; // a full disk, or a newer version: the backup may be good
        }
    }
    if (!restored && whenLost_ == WhenLost::refuse) {
        return noGoodCopyError(files_.main());
    }
    if (something) {
        if (Status moved = ProfileFiles::moveAside(files_.main(), kept); !moved) {
            return moved;
        }
        opening_.keptAs = kept;
    }
    if (!restored) {
        // The next backup must not overwrite a bad one that an expert may still get something out of.
        return ProfileFiles::moveAside(files_.backup(), ProfileFiles::nameAside(files_.backup(), clock_.now()));
    }
    opening_.restoredFromBackup = true;
    return ProfileFiles::replace(files_.restoring(), files_.main());
}

Status DatabaseOpener::open() {
    const auto lately = files_.checkedBeforeItWasClosed(); // before SQLite touches it
    auto opened = Connection::open(files_.main(), Connection::Mode::create);
    if (!opened) {
        return opened.error();
    }
    connection_ = std::move(opened).value();
    if (Status ours = identify(); !ours) {
        return ours;
    }
    if (Status whole = checkUnless(lately); !whole) {
        return whole;
    }
    files_.forgetClosed(); // a program that is killed leaves a file to be checked
    // A new file gets pages that hold several certificates each: half as large ones would lie empty by a fifth. The
    // cache is an upper limit, for large scans.
    if (Status set = connection_->execute(
            "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
            "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 250; PRAGMA journal_size_limit = 4194304");
        !set) {
        return set;
    }
    if (Status current = bringUpToDate(); !current) {
        return current;
    }
    connection_->checkpointWhenClosed(true);
    return {};
}

// Reads only, but for a header that lies: a file that is refused here stays as it was, byte for byte.
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
    if (Status mended = mendHeaderIfItLies(version.value()); !mended) {
        return mended;
    }
    return checkOurs(*connection_, newest_);
}

// No page check reads the header's numbers. Where all pages and the schema are whole and of a version that is known
// here, it is the header that has rotted.
Status DatabaseOpener::mendHeaderIfItLies(std::int64_t version) {
    const auto noted = notedVersion(*connection_);
    const auto application = connection_->number("PRAGMA application_id");
    if (!noted || *noted > newest_ || !application || (*noted == version && application.value() == kApplicationId)) {
        return {};
    }
    if (Status whole = checkPages(*connection_); !whole) {
        return whole;
    }
    opening_.headerMended = true;
    opening_.migratedFrom = *noted;
    return mendHeader(*connection_, *noted);
}

Status DatabaseOpener::checkUnless(std::optional<TimePoint> lately) {
    const TimePoint now = clock_.now();
    if (lately && now >= *lately && now - *lately < kCheckEvery) {
        lastCheck_ = *lately;
        return {};
    }
    lastCheck_ = now;
    return opening_.createdNew ? Status() : checkPages(*connection_);
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

Database::~Database() {
    const bool damaged = connection_ == nullptr || connection_->sawDamage();
    connection_.reset();
    if (!damaged) {
        ProfileFiles(folder_).noteClosed(lastCheck_);
    }
}

int Database::schemaVersion() { return ownMigrations().back().version; }

Status Database::checkIntegrity() {
    if (Status whole = connection_->check("PRAGMA integrity_check(1)"); !whole) {
        return whole;
    }
    Query orphans(*connection_, "PRAGMA foreign_key_check");
    if (orphans.next()) {
        return connection_->error(SQLITE_CORRUPT);
    }
    if (!orphans.ok()) {
        return orphans.error();
    }
    lastCheck_ = clock_.now();
    return {};
}

Status Database::backUpIfDue() { return backUp(Urgency::whenDue); }

Status Database::backUpNow() { return backUp(Urgency::now); }

Status Database::backUp(Urgency urgency) {
    const ProfileFiles files(folder_);
    const Backup backup(files, newestVersion_);
    const TimePoint now = clock_.now();
    if (backup.isFresh(now) && (urgency == Urgency::whenDue || ProfileFiles::sizeOf(files.main()) > kLarge)) {
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
    Status made = backup.make(*connection_, now);
    if (!made && made.error().category == Category::damaged) {
        lastCheck_ = {}; // the copy shows what this file hides: the next opening is to look
    }
    return made;
}

std::optional<std::string> Database::unseenRestore() {
    Query row(*connection_, "SELECT value FROM setting WHERE key = ?1");
    row.bind(std::string_view(kRestoredKey));
    return row.next() ? std::optional(row.text(0)) : std::nullopt;
}

Status Database::forgetRestore() {
    Transaction transaction(*connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query remove(*connection_, "DELETE FROM setting WHERE key = ?1");
    return remove.bind(std::string_view(kRestoredKey)).run() ? transaction.commit() : Status(remove.error());
}

} // namespace reseal::storage
