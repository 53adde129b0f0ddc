// SPDX-License-Identifier: Apache-2.0
// The profile's SQLite file: opening, migrations, integrity, rolling backup. SQLite itself is seen in storage/ only.
//
// WAL; synchronous=FULL (a committed notice survives a power cut); foreign keys on; extensions off.
// At opening: quick integrity check; schema brought up to this version by numbered forward-only migrations, each in
// one transaction; a newer schema is refused. A backup is kept beside the file (reseal.db.backup, replaced in one
// step): made at opening where the last is a day old and something changed, and when backUpIfDue() is called. A damaged
// or missing file is restored from it; the damaged one is kept under a name of its own and said so.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/clock.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace reseal::storage {

struct Opening {
    bool createdNew = false;
    bool restoredFromBackup = false; // the file was damaged or missing
    std::string keptAs;              // full path of what was moved aside; empty where nothing was there
    int migratedFrom = 0;            // schema version before; 0 for a new file
};

class Connection; // the SQLite handle, inside storage/ only
struct Migration; // inside storage/ only
class DatabaseOpener;

// What to do with a damaged file that no backup can replace: nothing, or (the person asked) move it aside and begin
// anew. A good backup is used either way.
enum class WhenLost : std::uint8_t { refuse, startAnew };

// One thread at a time. Borrows the clock for its life.
class Database {
public:
    // Opens or creates <folder>/reseal.db; the folder has to exist. Reasons: newer_schema (refused; nothing changed),
    // read_only, disk_full, database_damaged (damaged, and no backup fits; nothing changed), database_busy,
    // database_failed.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& folder, const core::Clock& clock,
                                                                WhenLost whenLost = WhenLost::refuse);

    // The same with other migrations: how tests make files of other versions.
    [[nodiscard]] static Result<std::unique_ptr<Database>> openWith(const std::string& folder, const core::Clock& clock,
                                                                    WhenLost whenLost,
                                                                    std::span<const Migration> migrations);

    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const Opening& opening() const { return opening_; }
    [[nodiscard]] static int schemaVersion(); // of this program
    Status checkIntegrity();                  // thorough; database_damaged where it fails

    // For a resident that runs for weeks: call now and then (once a day). Failing is not fatal.
    Status backUpIfDue();

    [[nodiscard]] Connection& connection() { return *connection_; }

private:
    friend class DatabaseOpener;
    Database(std::string folder, const core::Clock& clock, int newestVersion);

    std::string folder_;
    const core::Clock& clock_;
    int newestVersion_; // of the migrations in use
    std::unique_ptr<Connection> connection_;
    Opening opening_;
};

} // namespace reseal::storage
