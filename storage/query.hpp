// SPDX-License-Identifier: Apache-2.0
// One use of a prepared statement: bind, step, read columns. Resets it when it goes. Inside storage/ and its tests.
//
// Text and bytes are bound without a copy: they must live until the next bind() or the end of the query.
// An error sticks: next() and run() say false, ok() tells why.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reseal::storage {

class Connection;

class Query {
public:
    // `literal` is a string literal: its address names the prepared statement. One query per literal at a time.
    Query(Connection& connection, const char* literal);
    ~Query() { reset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // Binds ?1, ?2 ... anew.
    template <typename... Values>
    Query& bind(const Values&... values) {
        reset();
        int index = 0;
        (set(++index, values), ...);
        return *this;
    }

    bool next(); // a row is there
    bool run();  // to the end, without rows
    void reset();

    [[nodiscard]] bool ok() const { return code_ == SQLITE_OK; }
    [[nodiscard]] Error error() const; // precondition: !ok()

    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] bool isNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    [[nodiscard]] TimePoint time(int column) const { return TimePoint(std::chrono::seconds(integer(column))); }
    [[nodiscard]] std::optional<TimePoint> optionalTime(int column) const;
    [[nodiscard]] std::string_view view(int column) const; // until the next step
    [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
    [[nodiscard]] ByteView bytes(int column) const; // until the next step

private:
    void set(int index, std::int64_t value) { note(sqlite3_bind_int64(statement_, index, value)); }
    void set(int index, TimePoint value) { set(index, std::int64_t{value.time_since_epoch().count()}); }
    void set(int index, const std::optional<TimePoint>& value);
    void set(int index, std::string_view value);
    void set(int index, const std::string& value) { set(index, std::string_view(value)); }
    void set(int index, const std::optional<std::string_view>& value);
    void set(int index, ByteView value);
    void set(int index, const Bytes& value) { set(index, ByteView(value)); }
    void set(int index, const Sha256& value) { set(index, ByteView(value)); }
    template <std::integral Value>
    void set(int index, Value value) {
        set(index, static_cast<std::int64_t>(value));
    }
    void note(int code) {
        if (code != SQLITE_OK && code_ == SQLITE_OK) {
            code_ = code;
        }
    }

    Connection& connection_;
    sqlite3_stmt* statement_;
    int code_ = SQLITE_OK;
    bool stepped_ = false;
};

} // namespace reseal::storage
