// SPDX-License-Identifier: Apache-2.0
// The rolling backup: made, checked, and put back. Inside storage/ only. A copy takes the place of another only once it
// is complete, on the disk and checked.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"
#include "storage/profile_files.hpp"

#include <cstdint>
#include <string>

namespace reseal::storage {

class Connection;

// The key in `setting` under which a restored database says so until the person has seen it.
inline constexpr const char* kRestoredKey = "restored_notice";

// Our file, of a version up to `newest`, by what its head says.
Status checkOurs(Connection& connection, int newest);
Status checkPages(Connection& connection); // reads the whole file

class Backup {
public:
    Backup(const ProfileFiles& files, int newestVersion) : files_(files), newestVersion_(newestVersion) {}

    [[nodiscard]] bool exists() const { return ProfileFiles::sizeOf(files_.backup()) > 0; }

    // Younger than a day by its file time; a time in the future (a clock was wrong) does not count.
    [[nodiscard]] bool isFresh(TimePoint now) const;

    // Whether it holds the state with this change count.
    [[nodiscard]] bool holds(std::int64_t changeCount) const;

    Status make(Connection& source, TimePoint now) const;
    void touch(TimePoint now) const;

    // Makes files.restoring() from the backup, with a note that what it replaces is kept as `keptAs`: the caller moves
    // it into place. database_damaged where it is no good.
    Status prepareRestore(const std::string& keptAs) const;

private:
    Status copy(Connection& source, const std::string& to) const;

    const ProfileFiles& files_;
    int newestVersion_;
};

} // namespace reseal::storage
