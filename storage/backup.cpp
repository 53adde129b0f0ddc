// SPDX-License-Identifier: Apache-2.0
#include "storage/backup.hpp"

#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite_error.hpp"

#include <chrono>

namespace reseal::storage {
namespace {

namespace fs = std::filesystem;

constexpr auto kBackupEvery = std::chrono::hours(24);

Result<std::int64_t> changeCountOf(const std::string& file) {
    auto opened = Connection::open(file, Connection::Mode::readOnly);
    if (!opened) {
        return opened.error();
    }
    return opened.value()->number("SELECT value FROM change_count");
}

Status checkWhole(Connection& connection, int newest) {
    const Status ours = checkOurs(connection, newest);
    return ours ? checkPages(connection) : ours;
}

Status noteRestored(const std::string& file, const std::string& keptAs) {
    auto opened = Connection::open(file, Connection::Mode::create);
    if (!opened) {
        return opened.error();
    }
    Transaction transaction(*opened.value(), Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query put(*opened.value(), "INSERT INTO setting (key, value) VALUES (?1, ?2) "
                               "ON CONFLICT (key) DO UPDATE SET value = excluded.value");
    return put.bind(std::string_view(kRestoredKey), keptAs).run() ? transaction.commit() : Status(put.error());
}

} // namespace

Status checkOurs(Connection& connection, int newest) {
    const auto application = connection.number("PRAGMA application_id");
    if (!application) {
        return application.error();
    }
    const auto version = connection.number("PRAGMA user_version");
    if (!version) {
        return version.error();
    }
    if (application.value() != kApplicationId || version.value() < 1) {
        return databaseError(SQLITE_NOTADB, connection.file());
    }
    if (version.value() > newest) {
        return newerSchemaError(connection.file());
    }
    return {};
}

Status checkPages(Connection& connection) {
    Status whole = connection.check("PRAGMA quick_check(1)");
    return whole ? checkSchema(connection) : whole;
}

bool Backup::isFresh(TimePoint now) const {
    std::error_code missing;
    const auto written = fs::last_write_time(toPath(files_.backup()), missing);
    if (missing) {
        return false;
    }
    const auto age = now - std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(written));
    return age >= std::chrono::seconds(0) && age < kBackupEvery;
}

bool Backup::holds(std::int64_t changeCount) const {
    if (!exists()) {
        return false;
    }
    const auto held = changeCountOf(files_.backup());
    return held && held.value() == changeCount;
}

Status Backup::copy(Connection& source, const std::string& to) const {
    auto opened = Connection::open(to, Connection::Mode::create);
    if (!opened) {
        return opened.error();
    }
    Connection& target = *opened.value();
    sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
    if (backup == nullptr) {
        return target.error(sqlite3_extended_errcode(target.handle()));
    }
    const int step = sqlite3_backup_step(backup, -1);
    const int finish = sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE || finish != SQLITE_OK) {
        return target.error(finish == SQLITE_OK ? step : finish);
    }
    // One file without a log beside it; the commit of this change also puts the pages on the disk.
    if (Status single = target.execute("PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE"); !single) {
        return single;
    }
    return checkWhole(target, newestVersion_);
}

void Backup::touch(TimePoint now) const {
    std::error_code ignored;
    fs::last_write_time(toPath(files_.backup()), std::chrono::file_clock::from_sys(now), ignored);
}

Status Backup::make(Connection& source, TimePoint now) const {
    files_.dropHalfMade();
    if (Status copied = copy(source, files_.newBackup()); !copied) {
        files_.dropHalfMade();
        return copied;
    }
    if (Status replaced = ProfileFiles::replace(files_.newBackup(), files_.backup()); !replaced) {
        return replaced;
    }
    touch(now);
    return {};
}

Status Backup::prepareRestore(const std::string& keptAs) const {
    files_.dropHalfMade();
    auto opened = Connection::open(files_.backup(), Connection::Mode::readOnly);
    if (!opened) {
        return opened.error();
    }
    if (Status good = checkWhole(*opened.value(), newestVersion_); !good) {
        return good;
    }
    const Status copied = copy(*opened.value(), files_.restoring());
    return copied ? noteRestored(files_.restoring(), keptAs) : copied;
}

} // namespace reseal::storage
