// SPDX-License-Identifier: Apache-2.0
// What a SQLite result code means to the person. Inside storage/ only.
#pragma once

#include "agent/base/result.hpp"

#include <sqlite3.h>

#include <string>

namespace reseal::storage {

// `code` is an extended result code, `systemError` the errno behind it (0 where none), `file` the database.
// Reasons: disk_full, read_only, database_damaged, database_busy, database_failed.
[[nodiscard]] Error databaseError(int code, const std::string& file, int systemError = 0);

[[nodiscard]] Error newerSchemaError(const std::string& file);
[[nodiscard]] Error noGoodCopyError(const std::string& file); // database_damaged, and nothing to restore it from
[[nodiscard]] Error readOnlyError(const std::string& folder);
[[nodiscard]] Error missingFolderError(const std::string& folder);
[[nodiscard]] Error badIdError(const std::string& id); // usage, bad_certificate_id

// Whether a failing write came from a full disk, a quota or a size limit.
[[nodiscard]] bool meansDiskFull(int code, int systemError);

} // namespace reseal::storage
