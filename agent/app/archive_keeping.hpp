// SPDX-License-Identifier: Apache-2.0
// Keeps the archive whole by itself: reads it back and backs it up when the settings say so. What was tried and what
// came of it is written down before and after, so that a restart repeats nothing. Engine thread.
#pragma once

#include "agent/app/archive_keeper.hpp"
#include "agent/archive/backup_bundle.hpp"
#include "agent/archive/verification.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reseal::app {

class ArchiveKeeping {
public:
    // The device that a file or folder lies on; nothing where it is not there.
    using DeviceOf = std::function<std::optional<std::uint64_t>(const std::string& path)>;
    static std::optional<std::uint64_t> systemDeviceOf(const std::string& path);

    // Borrows all for its life.
    ArchiveKeeping(Profile& profile, ArchiveKeeper& keeper, const core::Clock& clock,
                   DeviceOf deviceOf = systemDeviceOf)
        : profile_(profile), keeper_(keeper), clock_(clock), deviceOf_(std::move(deviceOf)) {}

    // Does what is due, once for one due time. A locked vault is opened by the keyring where that is possible; else
    // what needs no key is read back, and the rest waits for vaultOpened(). A backup folder that is not there is looked
    // for again each hour, and at every call.
    void runDue();
    // A person's command has opened the vault: what waits for it is done. Precondition: it is open.
    void vaultOpened();
    // When something is to be done next; nothing where there is no archive or all is off.
    [[nodiscard]] std::optional<TimePoint> nextDue();

    // The same acts on a person's word, written down likewise. Precondition: the vault is open.
    [[nodiscard]] Result<archive::Verification> verifyNow();
    struct Backup {
        archive::BackupResult made;
        bool elsewhere = false; // on another device than the profile
    };
    [[nodiscard]] Result<Backup> backUpNow(const std::string& folder);

    [[nodiscard]] std::vector<core::HealthItem> health();

private:
    // What is known of one of the two acts. "begun" is the outcome of one that was cut off.
    struct Record {
        std::optional<TimePoint> tried;
        std::optional<TimePoint> done;
        std::optional<TimePoint> proved; // every key against its certificate; at first: each was, as it came in
        std::string outcome; // "begun", "whole", "rotten", "keys_unread", "failed", "made", "folder_missing", "locked"
        std::string detail;  // English catalogue text of a failure
        std::string folder;  // of a backup
        bool elsewhere = false;
        std::vector<std::string> rotten; // names for a person
    };
    [[nodiscard]] Record read(const char* key) const;
    Status write(const char* key, const Record& record);
    [[nodiscard]] Record backupRecord() const; // of the folder that is set now
    [[nodiscard]] bool isArchive();
    [[nodiscard]] bool isFolderThere(const Record& record) const;
    [[nodiscard]] std::optional<TimePoint> verifyDue() const;
    [[nodiscard]] std::optional<TimePoint> backupDue(const Record& record) const;
    void runVerify();
    void runBackup();
    [[nodiscard]] bool openByItself();
    [[nodiscard]] bool isElsewhere(const std::string& folder) const;
    void addVerifyHealth(std::vector<core::HealthItem>& items) const;
    void addBackupHealth(std::vector<core::HealthItem>& items) const;

    Profile& profile_;
    ArchiveKeeper& keeper_;
    const core::Clock& clock_;
    const DeviceOf deviceOf_;
};

} // namespace reseal::app
