// SPDX-License-Identifier: Apache-2.0
#include "storage/query.hpp"

#include "storage/connection.hpp"

namespace reseal::storage {

Query::Query(Connection& connection, const char* literal)
    : connection_(connection), statement_(connection.prepared(literal)) {
    if (statement_ == nullptr) {
        code_ = sqlite3_extended_errcode(connection.handle());
    }
}

bool Query::next() {
    if (code_ != SQLITE_OK) {
        return false;
    }
    stepped_ = true;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        code_ = code;
    }
    reset();
    return false;
}

bool Query::run() {
    while (next()) {
    }
    return ok();
}

void Query::reset() {
    if (stepped_) {
        sqlite3_reset(statement_);
        stepped_ = false;
    }
}

Error Query::error() const { return connection_.error(code_); }

std::optional<TimePoint> Query::optionalTime(int column) const {
    if (isNull(column)) {
        return std::nullopt;
    }
    return time(column);
}

std::string_view Query::view(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (text == nullptr) {
        return {};
    }
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

ByteView Query::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    if (data == nullptr) {
        return {};
    }
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Query::set(int index, const std::optional<TimePoint>& value) {
    if (value) {
        set(index, *value);
    } else {
        note(sqlite3_bind_null(statement_, index));
    }
}

void Query::set(int index, std::string_view value) {
    const char* text = value.data() == nullptr ? "" : value.data();
    note(sqlite3_bind_text64(statement_, index, text, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Query::set(int index, const std::optional<std::string_view>& value) {
    if (value) {
        set(index, *value);
    } else {
        note(sqlite3_bind_null(statement_, index));
    }
}

void Query::set(int index, ByteView value) {
    if (value.empty()) {
        note(sqlite3_bind_zeroblob(statement_, index, 0));
    } else {
        note(sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_STATIC));
    }
}

} // namespace reseal::storage
