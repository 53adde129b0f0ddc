// SPDX-License-Identifier: Apache-2.0
#include "storage/migrations.hpp"

#include "storage/connection.hpp"
#include "storage/sqlite_error.hpp"

#include <string>

namespace reseal::storage {
namespace {

Status applyOne(Connection& connection, const Migration& migration) {
    const std::string stamp = "PRAGMA user_version = " + std::to_string(migration.version) +
                              "; PRAGMA application_id = " + std::to_string(kApplicationId);
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
    return connection.execute("COMMIT");
}

} // namespace

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
