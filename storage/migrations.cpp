// SPDX-License-Identifier: Apache-2.0
#include "storage/migrations.hpp"

#include "storage/connection.hpp"
#include "storage/sqlite_error.hpp"
#include "storage/vault/row_sums.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace reseal::storage {
namespace {

std::string headerOf(int version) {
    return "PRAGMA user_version = " + std::to_string(version) +
           "; PRAGMA application_id = " + std::to_string(kApplicationId);
}

// The schema's texts, which no page check reads.
std::optional<std::string> schemaSum(Connection& connection) {
    vault::RowFields texts;
    Query rows(connection, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
    while (rows.next()) {
        for (int column = 0; column < 4; ++column) {
            texts.emplace_back(rows.text(column));
        }
    }
    return rows.ok() ? std::optional(std::to_string(vault::sumOf(texts))) : std::nullopt;
}

Status noteSchema(Connection& connection) {
    const auto there = connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_sum'");
    const auto sum = schemaSum(connection);
    if (!there || there.value() == 0 || !sum) {
        return {};
    }
    Query note(connection, "INSERT INTO schema_sum VALUES (1, ?1) ON CONFLICT (only_row) DO UPDATE SET value = "
                           "excluded.value");
    return note.bind(*sum).run() ? Status() : Status(note.error());
}

Status noteVersion(Connection& connection, std::int64_t version) {
    const auto there = connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'");
    if (!there || there.value() == 0) {
        return {};
    }
    Query note(connection, "INSERT INTO schema_version VALUES (1, ?1) ON CONFLICT (only_row) DO UPDATE SET value = "
                           "excluded.value");
    return note.bind(version).run() ? Status() : Status(note.error());
}

Status applyOne(Connection& connection, const Migration& migration) {
    const std::string stamp = headerOf(migration.version);
    for (const char* sql : {"BEGIN IMMEDIATE", migration.sql, stamp.c_str()}) {
        if (Status done = connection.execute(sql); !done) {
            return done;
        }
    }
    Query orphans(connection, "PRAGMA foreign_key_check");
    if (orphans.next()) {
        return databaseError(SQLITE_CORRUPT, connection.file());
    }
    if (!orphans.ok()) {
        return orphans.error();
    }
    orphans.reset();
    if (Status noted = noteSchema(connection); !noted) {
        return noted;
    }
    if (Status noted = noteVersion(connection, migration.version); !noted) {
        return noted;
    }
    return connection.execute("COMMIT");
}

} // namespace

std::optional<int> notedVersion(Connection& connection) {
    const auto there = connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_version'");
    if (!there || there.value() == 0) {
        return std::nullopt;
    }
    const auto version = connection.number("SELECT value FROM schema_version");
    return version ? std::optional(static_cast<int>(version.value())) : std::nullopt;
}

Status mendHeader(Connection& connection, int version) { return connection.execute(headerOf(version).c_str()); }

Status checkSchema(Connection& connection) {
    const auto there = connection.number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_sum'");
    if (!there || there.value() == 0) {
        return there ? Status() : Status(there.error()); // of an older version
    }
    Query row(connection, "SELECT value FROM schema_sum");
    const bool noted = row.next();
    const std::string sum = noted ? row.text(0) : std::string();
    row.reset();
    return !noted || schemaSum(connection) == sum ? Status() : connection.error(SQLITE_CORRUPT);
}

Status migrate(Connection& connection, int from, std::span<const Migration> migrations) {
    if (Status off = connection.execute("PRAGMA foreign_keys = OFF"); !off) {
        return off;
    }
    Status result;
    for (const Migration& migration : migrations) {
        if (migration.version <= from || !result) {
            continue;
        }
        result = applyOne(connection, migration);
        if (!result) {
            connection.rollBack();
        }
    }
    Status on = connection.execute("PRAGMA foreign_keys = ON");
    return result ? on : result;
}

} // namespace reseal::storage
