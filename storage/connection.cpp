// SPDX-License-Identifier: Apache-2.0
#include "storage/connection.hpp"

#include "storage/profile_files.hpp"
#include "storage/sqlite_error.hpp"

namespace reseal::storage {
namespace {

constexpr int kBusyMilliseconds = 5000;

// What protects us from the file and from our own slips; none of it touches the file.
void restrain(sqlite3* handle) {
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
}

// The errno behind a failed write. A failing COMMIT leaves it with the log's file only.
int systemErrorOf(sqlite3* handle, int code) {
    if (handle == nullptr) {
        return 0;
    }
    const bool writing = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_TRUNCATE;
    sqlite3_file* log = nullptr;
    int number = 0;
    if (writing && sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != nullptr && log->pMethods != nullptr &&
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK && number != 0) {
        return number;
    }
    return sqlite3_system_errno(handle);
}

} // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& file, Mode mode) {
    const int flags = (mode == Mode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Connection> connection(new Connection(file, handle));
    if (code != SQLITE_OK) {
        return connection->error(code);
    }
    restrain(handle);
    connection->checkpointWhenClosed(false);
    if (mode == Mode::create && sqlite3_db_readonly(handle, "main") == 1) {
        return readOnlyError(file);
    }
    if (mode == Mode::create) {
        makePrivate(file); // the log and its index take their mode from this file
    }
    if (Status set = connection->execute("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON"); !set) {
        return set.error();
    }
    return connection;
}

Status Connection::execute(const char* sql) {
    const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Status() : Status(error(code));
}

void Connection::rollBack() {
    if (sqlite3_get_autocommit(handle()) == 0) {
        sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Result<std::int64_t> Connection::number(const char* sql) {
    Query query(*this, sql);
    if (query.next()) {
        return query.integer(0);
    }
    return query.ok() ? error(SQLITE_CORRUPT) : query.error();
}

Status Connection::check(const char* pragma) {
    Query query(*this, pragma);
    if (query.next()) {
        return query.view(0) == "ok" ? Status() : Status(error(SQLITE_CORRUPT));
    }
    // Fixed texts are not wrong by themselves: then it is the schema that they meet.
    const bool wrongSchema = (sqlite3_errcode(handle()) & 0xFF) == SQLITE_ERROR;
    return query.ok() || wrongSchema ? error(SQLITE_CORRUPT) : query.error();
}

sqlite3_stmt* Connection::prepared(const char* literal) {
    const auto found = statements_.find(literal);
    if (found != statements_.end()) {
        return found->second.get();
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle(), literal, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        return nullptr;
    }
    statements_.emplace(literal, statement);
    return statement;
}

Error Connection::error(int code) const {
    sawDamage_ = sawDamage_ || (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
    // A folder that cannot be written shows as "cannot open": SQLite does not tell it apart.
    if ((code & 0xFF) == SQLITE_CANTOPEN && !folderTakesFiles(file_)) {
        return readOnlyError(file_);
    }
    return databaseError(code, file_, systemErrorOf(handle(), code));
}

void Connection::checkpointWhenClosed(bool yes) {
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, yes ? 0 : 1, nullptr);
}

Transaction::Transaction(Connection& connection, Kind kind)
    : connection_(connection), kind_(kind), changesBefore_(sqlite3_total_changes64(connection.handle())) {
    Query begin(connection, kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
    if (begin.run()) {
        open_ = true;
    } else {
        begun_ = begin.error();
    }
}

Transaction::~Transaction() {
    if (open_) {
        connection_.rollBack();
    }
}

Status Transaction::commit() {
    if (kind_ == Kind::write && sqlite3_total_changes64(connection_.handle()) != changesBefore_) {
        Query count(connection_, "UPDATE change_count SET value = value + 1");
        if (!count.run()) {
            return count.error();
        }
    }
    Query commit(connection_, "COMMIT");
    if (!commit.run()) {
        return commit.error();
    }
    open_ = false;
    return {};
}

} // namespace reseal::storage
