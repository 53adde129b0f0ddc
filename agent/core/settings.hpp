// SPDX-License-Identifier: Apache-2.0
// The person's choices. Stored as key and value text, so that a newer version's keys survive an older one.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/certificate.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::core {

// Minutes after local midnight; from == to means no quiet hours; may span midnight (22:00 to 07:00).
struct QuietHours {
    int from = 0;
    int to = 0;
    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

// Days before the due date at which a notice fires; negative is days after. Sorted, largest first, no duplicates.
using Thresholds = std::vector<int>;
[[nodiscard]] const Thresholds& defaultThresholds(); // 60 30 14 7 3 1 -1 -2 -3

// How often something is done by itself.
enum class Cadence : std::uint8_t { off, daily, weekly, monthly };
[[nodiscard]] std::chrono::days daysOf(Cadence cadence); // 0 for off; a month has 30

struct Settings {
    Thresholds thresholds = defaultThresholds();
    QuietHours quietHours;       // off: whoever is at the computer can be told
    bool weekendsForward = true; // a notice that would come on Saturday or Sunday comes on Friday
    bool desktopNotices = true;
    std::string noticeCommand; // run through the shell with the notice as JSON on stdin; empty: off
    std::string language;      // "en", "ru", "kk"; empty: the system's
    bool firstRunDone = false;
    Cadence archiveVerify = Cadence::monthly;                // reads the whole archive back
    std::string archiveBackupFolder;                         // absolute; empty: no backup by itself
    Cadence archiveBackup = Cadence::weekly;                 // where there is a folder
    std::map<std::string, Thresholds> certificateThresholds; // by certificate id; an empty list mutes it

    friend bool operator==(const Settings&, const Settings&) = default;
};

// The texts under which settings are stored, typed on the command line and shown by doctor:
// thresholds ("60,30,14"), quiet_hours ("21:00-08:00", "off"), weekends_forward, desktop_notices, notice_command,
// language, first_run_done, archive_verify and archive_backup ("off", "daily", "weekly", "monthly"),
// archive_backup_folder, thresholds.<certificate id> ("30,7", "off").
using SettingTexts = std::map<std::string, std::string>;
[[nodiscard]] SettingTexts toTexts(const Settings& settings);

// Sets one value. usage error with reason bad_setting where key or value is not understood; then nothing changes.
Status setFromText(Settings& settings, std::string_view key, std::string_view value);

// What an organisation gives for a setting: another default, or a value that the person cannot change.
struct GivenSetting {
    std::string value;
    bool locked = false;
    friend bool operator==(const GivenSetting&, const GivenSetting&) = default;
};
using GivenSettings = std::map<std::string, GivenSetting>;

// Reads stored texts; what cannot be understood keeps its default. What is given and locked wins over what is stored,
// which wins over what is merely given.
[[nodiscard]] Settings fromTexts(const SettingTexts& texts, const GivenSettings& given = {});

class SettingsStore {
public:
    virtual ~SettingsStore() = default;
    [[nodiscard]] virtual Result<SettingTexts> load() = 0;
    virtual Status save(const SettingTexts& texts) = 0; // one transaction; keys not named stay; empty value removes
};

} // namespace reseal::core
