// SPDX-License-Identifier: Apache-2.0
// The profile's SQLite file: opening, migrations, integrity, rolling backup. SQLite itself is seen in storage/ only.
//
// WAL; synchronous=FULL (a committed notice survives a power cut); foreign keys on; extensions off.
// At opening: quick integrity check; schema brought up to this version by numbered forward-only migrations, each in
// one transaction; a newer schema is refused. After a good opening a backup is written beside the file at most once a
// day (reseal.db.backup, replaced atomically), so that a damaged file costs at most a day; the damaged file is kept
// under a name of its own and said so.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/clock.hpp"

#include <memory>
#include <string>

namespace reseal::storage {

struct Opening {
    bool createdNew = false;
    bool restoredFromBackup = false; // the file was damaged; `keptAs` names what was moved aside
    std::string keptAs;
    int migratedFrom = 0; // schema version before; 0 for a new file
};

class Connection; // the SQLite handle, inside storage/ only

// One thread at a time.
class Database {
public:
    // Opens or creates <folder>/reseal.db. Reasons: newer_schema (refused), read_only, disk_full, database_damaged
    // (damaged, and no backup fits), database_failed.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& folder, const core::Clock& clock);

    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const Opening& opening() const { return opening_; }
    [[nodiscard]] static int schemaVersion(); // of this program
    Status checkIntegrity();                  // database_damaged where it fails

    [[nodiscard]] Connection& connection() { return *connection_; }

private:
    Database();
    std::unique_ptr<Connection> connection_;
    Opening opening_;
};

} // namespace reseal::storage
