// SPDX-License-Identifier: Apache-2.0
// A SQLite connection with its prepared statements, and the transaction guard. Inside storage/ and its tests.
// One thread at a time. Errors are values; nothing throws.
#pragma once

#include "agent/base/result.hpp"
#include "storage/query.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace reseal::storage {

class Connection {
public:
    enum class Mode { create, readOnly };

    // Opens with private file mode, checks of what the file claims switched on, and nothing written yet.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::string& file, Mode mode);

    ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
    [[nodiscard]] const std::string& file() const { return file_; }

    Status execute(const char* sql); // one or more statements, rows are dropped
    void rollBack();                 // harmless outside a transaction

    // The first number of the first row.
    [[nodiscard]] Result<std::int64_t> number(const char* sql);

    // "PRAGMA quick_check" or another that answers "ok": database_damaged where it does not.
    Status check(const char* pragma);

    // The statement of a literal, prepared once; borrowed. None where it could not be prepared.
    [[nodiscard]] sqlite3_stmt* prepared(const char* literal);

    [[nodiscard]] Error error(int code) const;
    [[nodiscard]] bool sawDamage() const { return sawDamage_; } // an error() told of damage

    // Whether closing may bring the write-ahead log into the main file; no until the file is known to be ours.
    void checkpointWhenClosed(bool yes);

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    Connection(std::string file, sqlite3* handle) : file_(std::move(file)), handle_(handle) {}

    std::string file_;
    mutable bool sawDamage_ = false;
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_; // ends before handle_
};

// Rolls back unless committed. A write transaction takes its lock at once; a read transaction sees one state.
class Transaction {
public:
    enum class Kind { read, write };

    Transaction(Connection& connection, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] const Status& begun() const { return begun_; }
    Status commit(); // raises change_count where rows were changed; durable when it returns

private:
    Connection& connection_;
    Kind kind_;
    sqlite3_int64 changesBefore_ = 0;
    Status begun_;
    bool open_ = false;
};

} // namespace reseal::storage
