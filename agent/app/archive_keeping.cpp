// SPDX-License-Identifier: Apache-2.0
// When the archive is read back and backed up, and what is written down of it.
#include "agent/app/archive_keeping.hpp"

#include "agent/app/documents.hpp"
#include "agent/base/iso_time.hpp"
#include "agent/base/log.hpp"
#include "agent/platform/file_identity.hpp"
#include "agent/platform/file_system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

constexpr const char* kVerify = "archive_keeping.verify";
constexpr const char* kBackup = "archive_keeping.backup";
constexpr auto kTryAgain = std::chrono::hours(1);
constexpr auto kVerifyAgain = std::chrono::days(1); // after one that was cut off or failed
constexpr std::size_t kMostNames = 20;
constexpr std::size_t kMostLetters = 200;

std::optional<TimePoint> timeIn(const Json& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? readIsoTime(found->get<std::string>()) : std::nullopt;
}

std::string textIn(const Json& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string nameOf(const archive::Rot& rot) {
    const std::string name = rot.holder.empty() ? rot.name : rot.holder + " (" + rot.name.substr(0, 12) + ")";
    return name.substr(0, kMostLetters);
}

// A clock that was set back must not put off what is due.
std::optional<TimePoint> after(const std::optional<TimePoint>& last, std::chrono::seconds period, TimePoint now) {
    return last && *last <= now ? std::optional(*last + period) : std::optional(now);
}

} // namespace

ArchiveKeeping::Record ArchiveKeeping::read(const char* key) const {
    Record record;
    const auto found = profile_.texts().find(key);
    const Json document =
        found == profile_.texts().end() ? Json::object() : Json::parse(found->second, nullptr, /*throw*/ false);
    if (!document.is_object()) {
        return record; // damaged: as if it had never run
    }
    record.tried = timeIn(document, "tried");
    record.done = timeIn(document, "done");
    record.proved = timeIn(document, "proved");
    record.outcome = textIn(document, "outcome");
    record.detail = textIn(document, "detail");
    record.folder = fromHex(textIn(document, "folder_hex"));
    record.elsewhere = document.value("elsewhere", Json(false)) == Json(true);
    for (const Json& name : document.value("rotten", Json::array())) {
        if (name.is_string() && record.rotten.size() < kMostNames) {
            record.rotten.push_back(name.get<std::string>());
        }
    }
    return record;
}

Status ArchiveKeeping::write(const char* key, const Record& record) {
    Json document{{"outcome", record.outcome},
                  {"detail", record.detail},
                  {"folder_hex", toHex(asBytes(record.folder))},
                  {"elsewhere", record.elsewhere},
                  {"rotten", record.rotten}};
    if (record.tried) {
        document["tried"] = isoTime(*record.tried);
    }
    if (record.done) {
        document["done"] = isoTime(*record.done);
    }
    if (record.proved) {
        document["proved"] = isoTime(*record.proved);
    }
    Status kept = profile_.storeTexts({{key, dump(document)}});
    if (!kept) {
        log(LogLevel::warning, std::string(key) + " cannot be written down: " + kept.error().reason);
    }
    return kept;
}

ArchiveKeeping::Record ArchiveKeeping::backupRecord() const {
    const std::string& folder = profile_.settings().archiveBackupFolder;
    Record record = read(kBackup);
    if (record.folder != folder) {
        record = Record{};
        record.folder = folder;
    }
    return record;
}

bool ArchiveKeeping::isArchive() {
    const auto there = keeper_.vault().exists();
    return there && there.value();
}

std::optional<TimePoint> ArchiveKeeping::verifyDue() const {
    const core::Cadence cadence = profile_.settings().archiveVerify;
    const Record record = read(kVerify);
    if (cadence == core::Cadence::off) {
        return std::nullopt;
    }
    const bool again = record.outcome == "begun" || record.outcome == "failed";
    return after(record.tried, again ? kVerifyAgain : core::daysOf(cadence), clock_.now());
}

std::optional<TimePoint> ArchiveKeeping::backupDue(const Record& record) const {
    const core::Settings& settings = profile_.settings();
    if (settings.archiveBackup == core::Cadence::off || settings.archiveBackupFolder.empty()) {
        return std::nullopt;
    }
    return after(record.done, core::daysOf(settings.archiveBackup), clock_.now());
}

std::optional<TimePoint> ArchiveKeeping::nextDue() {
    if (!isArchive()) {
        return std::nullopt;
    }
    std::optional<TimePoint> next = verifyDue();
    const Record record = backupRecord();
    if (auto backup = backupDue(record)) {
        if (record.outcome != "made") { // waits for its folder, a way in or a better day
            backup = std::max(*backup, *after(record.tried, kTryAgain, clock_.now()));
        }
        next = next ? std::min(*next, *backup) : backup;
    }
    return next;
}

std::optional<std::uint64_t> ArchiveKeeping::systemDeviceOf(const std::string& path) {
    const auto identity = platform::identityOf(path);
    return identity ? std::optional(identity.value().device) : std::nullopt;
}

bool ArchiveKeeping::isElsewhere(const std::string& folder) const {
    const auto there = deviceOf_(folder);
    const auto here = deviceOf_(profile_.folder());
    return there && here && *there != *here;
}

// The place where a drive is put may be there without the drive.
bool ArchiveKeeping::isFolderThere(const Record& record) const {
    const auto there = platform::systemFileSystem()->inspect(record.folder);
    return there && there.value().type == platform::EntryType::folder &&
           (!record.elsewhere || isElsewhere(record.folder));
}

bool ArchiveKeeping::openByItself() { return keeper_.vault().isOpen() || keeper_.vault().open(Secret()).ok(); }

void ArchiveKeeping::runVerify() {
    const bool open = keeper_.vault().isOpen();
    Record record = read(kVerify);
    record.tried = clock_.now();
    record.outcome = "begun";
    if (!write(kVerify, record)) {
        return;
    }
    (void)openByItself(); // else without the keys
    const auto verified = verifyNow();
    log(LogLevel::info, "scheduled verify: " + (verified ? read(kVerify).outcome : verified.error().reason));
    if (!open) {
        keeper_.vault().lock();
    }
}

Result<archive::Verification> ArchiveKeeping::verifyNow() {
    Record record = read(kVerify);
    record.tried = clock_.now();
    record.rotten.clear();
    record.detail.clear();
    auto result = archive::verify(keeper_.vault());
    if (result) {
        const archive::Verification& found = result.value();
        record.done = record.tried;
        record.proved = found.keysProved || !record.proved ? record.tried : record.proved;
        record.outcome = !found.rotten.empty() ? "rotten" : found.keysProved ? "whole" : "keys_unread";
        for (const archive::Rot& rot : found.rotten) {
            if (record.rotten.size() < kMostNames) {
                record.rotten.push_back(nameOf(rot));
            }
        }
        (void)keeper_.store().note(
            keeper_.vault().event("verify", {}, std::to_string(found.rotten.size()) + " damaged"));
    } else {
        record.outcome = "failed";
        record.detail = result.error().detail;
    }
    (void)write(kVerify, record);
    return result;
}

void ArchiveKeeping::runBackup() {
    Record record = backupRecord();
    const bool missing = !isFolderThere(record);
    if (missing && record.outcome == "folder_missing") {
        return; // nothing new to write down
    }
    const bool open = keeper_.vault().isOpen();
    record.tried = clock_.now();
    record.detail.clear();
    record.outcome = missing ? "folder_missing" : "begun";
    if (!write(kBackup, record) || missing) {
        return;
    }
    if (openByItself()) {
        const auto made = backUpNow(record.folder);
        log(LogLevel::info, "scheduled backup: " + (made ? std::string("made") : made.error().reason));
    } else {
        record.outcome = "locked";
        (void)write(kBackup, record);
    }
    if (!open) {
        keeper_.vault().lock();
    }
}

Result<ArchiveKeeping::Backup> ArchiveKeeping::backUpNow(const std::string& folder) {
    archive::Vault& vault = keeper_.vault();
    Record record = backupRecord();
    auto made = archive::backUp(vault, folder);
    const bool elsewhere = made && isElsewhere(folder);
    Status done = made ? vault.store().note(vault.event(elsewhere ? "backup_elsewhere" : "backup", {}, folder))
                       : Status(made.error());
    if (!folder.empty() && folder == record.folder) {
        record.tried = clock_.now();
        record.outcome = done ? "made" : "failed";
        record.detail = done ? std::string() : done.error().detail;
        if (done) {
            record.done = record.tried;
            record.elsewhere = elsewhere;
        }
        (void)write(kBackup, record);
    }
    return done ? Result<Backup>(Backup{std::move(made).value(), elsewhere}) : Result<Backup>(done.error());
}

void ArchiveKeeping::runDue() {
    if (!isArchive()) {
        return;
    }
    const TimePoint now = clock_.now();
    if (const auto due = verifyDue(); due && *due <= now) {
        runVerify();
    }
    const Record record = backupRecord();
    if (const auto due = backupDue(record); due && *due <= now) {
        const bool waits =
            record.outcome != "made" && record.tried && *record.tried <= now && now < *record.tried + kTryAgain;
        if (!waits || (record.outcome == "folder_missing" && isFolderThere(record))) {
            runBackup();
        }
    }
}

void ArchiveKeeping::vaultOpened() {
    if (read(kVerify).outcome == "keys_unread" && profile_.settings().archiveVerify != core::Cadence::off) {
        runVerify();
    }
    const Record record = backupRecord();
    if (const auto due = backupDue(record);
        due && *due <= clock_.now() && (record.outcome == "locked" || !record.tried)) {
        runBackup();
    }
}

} // namespace reseal::app
