// SPDX-License-Identifier: Apache-2.0
// What a person should know of how the archive keeps itself: never read back, rot by name, an overdue backup.
#include "agent/app/archive_keeping.hpp"
#include "agent/core/wording.hpp"

namespace reseal::app {
namespace {

using core::HealthItem;
using core::Severity;

constexpr const char* kOverdue = N_("The archive's backup is overdue");
constexpr std::size_t kMostShown = 5;
constexpr std::chrono::days kProofLasts{90}; // then a person is asked for what only the archive's password can do

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kMostShown; ++i) {
        text += (text.empty() ? "" : ", ") + names[i];
    }
    return names.size() > kMostShown ? text + ", …" : text;
}

std::string dateOf(TimePoint at, const core::Clock& clock) {
    const core::EnglishTexts english;
    return core::Wording(english, clock).shortDate(at);
}

} // namespace

void ArchiveKeeping::addVerifyHealth(std::vector<HealthItem>& items) const {
    const Record record = read("archive_keeping.verify");
    if (record.outcome == "rotten") {
        items.push_back({"archive_rotten",
                         Severity::critical,
                         N_("Part of the archive has rotted"),
                         N_("Changed on the disk: {names}."),
                         N_("Bring it back with 'reseal archive restore FOLDER', then run 'reseal archive verify'."),
                         {{"names", joined(record.rotten)}},
                         ""});
    }
    if (profile_.settings().archiveVerify == core::Cadence::off) {
        return;
    }
    if (!record.done && record.outcome != "failed") {
        items.push_back({"archive_unverified",
                         Severity::notice,
                         N_("The archive has never been read back"),
                         N_("Whether every key in it is whole is not known yet."),
                         N_("Run 'reseal archive verify', or let Reseal run in the tray."),
                         {},
                         ""});
    } else if (record.outcome == "keys_unread" && record.proved && clock_.now() - *record.proved > kProofLasts) {
        items.push_back({"archive_keys_unproved",
                         Severity::notice,
                         N_("The archive's keys wait to be checked"),
                         N_("Without the archive's password only what is not secret was read back."),
                         N_("Run 'reseal archive verify' once. With 'reseal archive slots add-keyring' the desktop's "
                            "keyring opens the archive, and this goes by itself."),
                         {},
                         ""});
    } else if (record.outcome == "failed" || record.outcome == "begun") {
        items.push_back({"archive_verify_failed",
                         Severity::warning,
                         N_("The archive could not be read back"),
                         record.detail.empty() ? std::string(N_("Reseal ended before it was through.")) : record.detail,
                         N_("Run 'reseal archive verify'."),
                         {},
                         ""});
    }
}

void ArchiveKeeping::addBackupHealth(std::vector<HealthItem>& items) const {
    const Record record = backupRecord();
    const auto due = backupDue(record);
    if (!due || *due > clock_.now()) {
        return;
    }
    const std::string last = record.done ? dateOf(*record.done, clock_) : std::string();
    const core::Gaps gaps{{"path", record.folder}, {"date", last}};
    HealthItem item{"archive_backup_overdue", Severity::warning, kOverdue, "", "", gaps, record.folder};
    if (record.outcome == "folder_missing") {
        item.text = record.done ? N_("{path} is not there; the last backup is of {date}.")
                                : N_("{path} is not there; no backup has been made yet.");
        item.mend = N_("Plug in the drive or connect to the network; then the backup is made by itself.");
    } else if (record.outcome == "locked") {
        item.text = N_("It waits for the archive's password.");
        item.mend =
            N_("Run 'reseal archive backup {path}'. With 'reseal archive slots add-keyring' the desktop's keyring "
               "opens the archive, and this goes by itself.");
    } else if (record.outcome == "failed") {
        item.text = record.detail;
        item.mend =
            N_("Look whether the drive is full or write-protected; 'reseal archive backup {path}' tries at once.");
    } else {
        item.text = record.done ? N_("The last backup is of {date}.") : N_("No backup has been made yet.");
        item.mend = N_("Let Reseal run in the tray, or run 'reseal archive backup {path}'.");
    }
    items.push_back(std::move(item));
}

std::vector<HealthItem> ArchiveKeeping::health() {
    std::vector<HealthItem> items;
    const auto count = keeper_.store().count();
    if (isArchive() && count && count.value() > 0) {
        addVerifyHealth(items);
        addBackupHealth(items);
    }
    return items;
}

} // namespace reseal::app
