// SPDX-License-Identifier: Apache-2.0
// core::NoticeLog in the profile's SQLite file.
#pragma once

#include "agent/core/notice.hpp"
#include "storage/database.hpp"

#include <memory>

namespace reseal::storage {

// Borrows the database, which must outlive it; same thread.
[[nodiscard]] std::unique_ptr<core::NoticeLog> makeSqliteNoticeLog(Database& database);

} // namespace reseal::storage
