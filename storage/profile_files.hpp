// SPDX-License-Identifier: Apache-2.0
// The files of one database in the profile's folder, by name and by std::filesystem only. Inside storage/ only.
//
//   reseal.db  -wal  -shm  -journal         the database
//   reseal.db.closed                        there while the database is closed: how it was left, when it was checked
//   reseal.db.backup                        the rolling backup, one file in rollback-journal mode
//   reseal.db.backup-new, .restoring        half-made copies; worth nothing after a crash
//   reseal.db.damaged-<UTC>[-N] -wal ...    what was moved aside
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
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

    // A free name for the database or the backup to be moved to, which says when.
    [[nodiscard]] static std::string nameAside(const std::string& file, TimePoint now);
    // Renames the database or the backup, and what belongs to it.
    static Status moveAside(const std::string& file, const std::string& kept);

    // When the database was last checked, where it was closed whole and no program has touched it since, by size and
    // file time.
    [[nodiscard]] std::optional<TimePoint> checkedBeforeItWasClosed() const;
    void noteClosed(TimePoint lastCheck) const; // best effort; nothing where a log is left to be applied
    void forgetClosed() const;

    // Puts a finished file in the place of another, in one step.
    static Status replace(const std::string& from, const std::string& to);

private:
    std::string folder_;
    std::string main_;
    std::string backup_;
    std::string newBackup_;
    std::string restoring_;
    std::string closed_;
};

} // namespace reseal::storage
