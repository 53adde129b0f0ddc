// SPDX-License-Identifier: Apache-2.0
// Renewals and their new keys in the profile's SQLite file.
#pragma once

#include "agent/enrolment/new_key_store.hpp"
#include "agent/enrolment/seams.hpp"
#include "storage/database.hpp"

#include <memory>

namespace reseal::storage {

// Both borrow the database, which must outlive them; same thread.
[[nodiscard]] std::unique_ptr<enrolment::RenewalStore> makeSqliteRenewalStore(Database& database);
[[nodiscard]] std::unique_ptr<enrolment::NewKeyStore> makeSqliteNewKeyStore(Database& database);

} // namespace reseal::storage
