// SPDX-License-Identifier: Apache-2.0
#include "agent/core/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace reseal::core {
namespace {

constexpr std::string_view kPerCertificate = "thresholds.";
constexpr int kMostDays = 3650;
constexpr std::size_t kMostThresholds = 40;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<int> number(std::string_view text) {
    text = trim(text);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                     : std::nullopt;
}

std::optional<Thresholds> thresholdsFrom(std::string_view text) {
    Thresholds days;
    if (trim(text) == "off") {
        return days;
    }
    while (true) {
        const std::size_t comma = text.find(',');
        const auto value = number(text.substr(0, comma));
        if (!value || *value > kMostDays || *value < -kMostDays || days.size() >= kMostThresholds) {
            return std::nullopt;
        }
        days.push_back(*value);
        if (comma == std::string_view::npos) {
            break;
        }
        text.remove_prefix(comma + 1);
    }
    std::ranges::sort(days, std::greater{});
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

std::string textOf(const Thresholds& days) {
    std::string text;
    for (const int day : days) {
        text += (text.empty() ? "" : ",") + std::to_string(day);
    }
    return text.empty() ? "off" : text;
}

std::optional<int> minuteOfDay(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto hour = number(text.substr(0, colon));
    const auto minute = number(text.substr(colon + 1));
    const bool fits = hour && minute && *hour >= 0 && *hour < 24 && *minute >= 0 && *minute < 60;
    return fits ? std::optional(*hour * 60 + *minute) : std::nullopt;
}

std::optional<QuietHours> quietHoursFrom(std::string_view text) {
    if (trim(text) == "off") {
        return QuietHours{0, 0};
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto from = minuteOfDay(text.substr(0, dash));
    const auto to = minuteOfDay(text.substr(dash + 1));
    return from && to ? std::optional(QuietHours{*from, *to}) : std::nullopt;
}

std::string textOf(const QuietHours& hours) {
    if (hours.from == hours.to) {
        return "off";
    }
    char text[16];
    std::snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", hours.from / 60 % 24, hours.from % 60, hours.to / 60 % 24,
                  hours.to % 60);
    return text;
}

std::optional<bool> yesNo(std::string_view text) {
    text = trim(text);
    if (text == "yes" || text == "true" || text == "on" || text == "1") {
        return true;
    }
    return text == "no" || text == "false" || text == "off" || text == "0" ? std::optional(false) : std::nullopt;
}

constexpr std::array kCadences{"off", "daily", "weekly", "monthly"};

std::optional<Cadence> cadenceFrom(std::string_view text) {
    const auto* const found = std::ranges::find(kCadences, trim(text));
    return found == kCadences.end() ? std::nullopt : std::optional(static_cast<Cadence>(found - kCadences.begin()));
}

const char* textOf(Cadence cadence) { return kCadences.at(static_cast<std::size_t>(cadence)); }

// Of Linux, of a Windows drive, of a Windows share; or none.
std::optional<std::string> folderFrom(std::string_view text) {
    const bool absolute = text.starts_with('/') || text.starts_with("\\\\") || (text.size() > 2 && text[1] == ':');
    return text.empty() || absolute ? std::optional(std::string(text)) : std::nullopt;
}

template <typename T>
bool take(T& target, std::optional<T> value) {
    if (value) {
        target = std::move(*value);
    }
    return value.has_value();
}

bool setValue(Settings& settings, std::string_view key, std::string_view value) {
    if (key == "thresholds") {
        return take(settings.thresholds, thresholdsFrom(value));
    }
    if (key == "quiet_hours") {
        return take(settings.quietHours, quietHoursFrom(value));
    }
    if (key == "weekends_forward") {
        return take(settings.weekendsForward, yesNo(value));
    }
    if (key == "desktop_notices") {
        return take(settings.desktopNotices, yesNo(value));
    }
    if (key == "first_run_done") {
        return take(settings.firstRunDone, yesNo(value));
    }
    if (key == "notice_command") {
        settings.noticeCommand = value;
        return true;
    }
    if (key == "archive_verify") {
        return take(settings.archiveVerify, cadenceFrom(value));
    }
    if (key == "archive_backup") {
        return take(settings.archiveBackup, cadenceFrom(value));
    }
    if (key == "archive_backup_folder") {
        return take(settings.archiveBackupFolder, folderFrom(value));
    }
    if (key == "language") {
        const bool known = value.empty() || value == "en" || value == "ru" || value == "kk";
        return known && take(settings.language, std::optional(std::string(value)));
    }
    if (key.starts_with(kPerCertificate) && key.size() > kPerCertificate.size()) {
        const std::string id(key.substr(kPerCertificate.size()));
        if (trim(value).empty() || trim(value) == "default") {
            settings.certificateThresholds.erase(id);
            return true;
        }
        auto days = thresholdsFrom(value);
        if (days) {
            settings.certificateThresholds[id] = std::move(*days);
        }
        return days.has_value();
    }
    return false;
}

} // namespace

const Thresholds& defaultThresholds() {
    static const Thresholds kDefault{60, 30, 14, 7, 3, 1, -1, -2, -3};
    return kDefault;
}

std::chrono::days daysOf(Cadence cadence) {
    static constexpr std::array kDays{0, 1, 7, 30};
    return std::chrono::days(kDays.at(static_cast<std::size_t>(cadence)));
}

SettingTexts toTexts(const Settings& settings) {
    const auto word = [](bool value) { return value ? "yes" : "no"; };
    SettingTexts texts{
        {"thresholds", textOf(settings.thresholds)},          {"quiet_hours", textOf(settings.quietHours)},
        {"weekends_forward", word(settings.weekendsForward)}, {"desktop_notices", word(settings.desktopNotices)},
        {"notice_command", settings.noticeCommand},           {"language", settings.language},
        {"first_run_done", word(settings.firstRunDone)},      {"archive_verify", textOf(settings.archiveVerify)},
        {"archive_backup", textOf(settings.archiveBackup)},   {"archive_backup_folder", settings.archiveBackupFolder},
    };
    for (const auto& [id, days] : settings.certificateThresholds) {
        texts[std::string(kPerCertificate) + id] = textOf(days);
    }
    return texts;
}

Status setFromText(Settings& settings, std::string_view key, std::string_view value) {
    if (!setValue(settings, key, value)) {
        return Error{Category::usage, "bad_setting", N_("There is no such setting, or it cannot have this value."),
                     std::string(key)};
    }
    return {};
}

Settings fromTexts(const SettingTexts& texts, const GivenSettings& given) {
    Settings settings;
    for (const auto& [key, setting] : given) {
        (void)setValue(settings, key, setting.value);
    }
    for (const auto& [key, value] : texts) {
        const auto found = given.find(key);
        if (found == given.end() || !found->second.locked) {
            (void)setValue(settings, key, value);
        }
    }
    return settings;
}

} // namespace reseal::core
