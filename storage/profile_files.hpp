// SPDX-License-Identifier: Apache-2.0
// The files of one database in the profile's folder, by name and by std::filesystem only. Inside storage/ only.
//
//   reseal.db  -wal  -shm  -journal         the database
//   reseal.db.backup                        the rolling backup, one file in rollback-journal mode
//   reseal.db.backup-new, .restoring        half-made copies; worth nothing after a crash
//   reseal.db.damaged-<UTC>[-N] -wal ...    what was moved aside
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace reseal::storage {

[[nodiscard]] std::filesystem::path toPath(const std::string& utf8);

void makePrivate(const std::string& file); // only its owner reads and writes it; best effort

// Whether a new file can be made beside `file`.
[[nodiscard]] bool folderTakesFiles(const std::string& file);

class ProfileFiles {
public:
    explicit ProfileFiles(const std::string& folder);

    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] const std::string& main() const { return main_; }
    [[nodiscard]] const std::string& backup() const { return backup_; }
    [[nodiscard]] const std::string& newBackup() const { return newBackup_; }
    [[nodiscard]] const std::string& restoring() const { return restoring_; }

    [[nodiscard]] bool hasFolder() const;
    [[nodiscard]] static std::uintmax_t sizeOf(const std::string& file); // 0 where there is none
    [[nodiscard]] bool hasWriteAheadLog() const { return sizeOf(main_ + "-wal") > 0; }

    void dropHalfMade() const;

    // Renames the database or the backup, and what belongs to it, to a name that says when. The name, or an error.
    [[nodiscard]] Result<std::string> moveAside(const std::string& file, TimePoint now) const;

    // Puts a finished file in the place of another, in one step.
    static Status replace(const std::string& from, const std::string& to);

private:
    std::string folder_;
    std::string main_;
    std::string backup_;
    std::string newBackup_;
    std::string restoring_;
};

} // namespace reseal::storage
