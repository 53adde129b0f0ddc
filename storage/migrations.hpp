// SPDX-License-Identifier: Apache-2.0
// Numbered, forward-only schema changes. Inside storage/ and its tests.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace reseal::storage {

class Connection;

struct Migration {
    int version;     // 1, 2, 3 ... without gaps
    const char* sql; // one or more statements, without BEGIN and COMMIT
};

inline constexpr std::int32_t kApplicationId = 0x52534C31; // "RSL1", in the header of the file

[[nodiscard]] std::span<const Migration> ownMigrations(); // of this program, made from storage/schema/

// Applies what comes after `from`, each in a transaction of its own with its version number: a crash or an error
// leaves the file at a whole version. Foreign keys are held only at the end of each, so that tables can be rebuilt.
Status migrate(Connection& connection, int from, std::span<const Migration> migrations);

// Whether the schema is as the last migration left it. A file of before there were sums is taken as it is.
Status checkSchema(Connection& connection);

// The version that the last migration noted beside the header's. None: a file of before that, or of another program.
[[nodiscard]] std::optional<int> notedVersion(Connection& connection);
Status mendHeader(Connection& connection, int version); // writes version and application number into the header

} // namespace reseal::storage
