// SPDX-License-Identifier: Apache-2.0
// The profile's SQLite file: opening, migrations, integrity, rolling backup. SQLite itself is seen in storage/ only.
//
// WAL; synchronous=FULL (a committed notice survives a power cut); foreign keys on; extensions off.
// At opening: schema brought up to this version by numbered forward-only migrations, each in one transaction; a newer
// schema is refused. The whole file is checked first, unless it was closed as it should be, nothing has touched it
// since, and it was checked within a day. A backup is kept beside it (reseal.db.backup, replaced in one step), made
// where the caller asks for it. A damaged or missing file is restored from it; the damaged one is kept under a name of
// its own and said so.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/clock.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace reseal::storage {

struct Opening {
    bool createdNew = false;
    bool restoredFromBackup = false; // the file was damaged or missing
    std::string keptAs;              // full path of what was moved aside; empty where nothing was there
    int migratedFrom = 0;            // schema version before; 0 for a new file
    bool headerMended = false;       // its version or application number had rotted; nothing else was hurt
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

    ~Database(); // brings the log into the main file
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const Opening& opening() const { return opening_; }
    [[nodiscard]] static int schemaVersion(); // of this program
    Status checkIntegrity();                  // thorough; database_damaged where it fails

    // Where there is no backup, or it is a day old, and something was kept since. To be called after every piece of
    // work and now and then by a resident: costs nothing where nothing is due. Failing is not fatal.
    Status backUpIfDue();

    // Where something was kept since the last one, however young it is: after what must not be lost. A large database
    // (32 MB) waits until it is due.
    Status backUpNow();

    // Set from a restore until forgetRestore(): what was moved aside, by its full path; empty where nothing was there.
    [[nodiscard]] std::optional<std::string> unseenRestore();
    Status forgetRestore();

    [[nodiscard]] Connection& connection() { return *connection_; }

private:
    friend class DatabaseOpener;
    Database(std::string folder, const core::Clock& clock, int newestVersion);

    enum class Urgency : std::uint8_t { whenDue, now };
    Status backUp(Urgency urgency);

    std::string folder_;
    const core::Clock& clock_;
    int newestVersion_;   // of the migrations in use
    TimePoint lastCheck_; // of every page
    std::unique_ptr<Connection> connection_;
    Opening opening_;
};

} // namespace reseal::storage
