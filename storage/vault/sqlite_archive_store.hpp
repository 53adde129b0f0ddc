// SPDX-License-Identifier: Apache-2.0
// core::ArchiveStore in the profile's SQLite file.
#pragma once

#include "agent/core/archive.hpp"
#include "storage/database.hpp"

#include <memory>

namespace reseal::storage {

// Borrows the database, which must outlive it; same thread.
[[nodiscard]] std::unique_ptr<core::ArchiveStore> makeSqliteArchiveStore(Database& database);

} // namespace reseal::storage
