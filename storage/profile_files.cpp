// SPDX-License-Identifier: Apache-2.0
#include "storage/profile_files.hpp"

#include "storage/sqlite_error.hpp"

#include <array>
#include <cstdio>
#include <fstream>

namespace reseal::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSideFiles = {"-wal", "-shm", "-journal"};

std::string stampOf(TimePoint now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(now - day);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

// The file time in the system's smallest unit.
std::optional<std::int64_t> timeOf(const std::string& file) {
    std::error_code missing;
    const auto written = fs::last_write_time(toPath(file), missing);
    return missing ? std::nullopt : std::optional<std::int64_t>(written.time_since_epoch().count());
}

Error fileError(const std::error_code& code, const std::string& file) {
    return databaseError(SQLITE_IOERR, file, code.default_error_condition().value());
}

} // namespace

fs::path toPath(const std::string& utf8) { return fs::path(std::u8string(utf8.begin(), utf8.end())); }

void makePrivate(const std::string& file) {
    std::error_code ignored;
    fs::permissions(toPath(file), fs::perms::owner_read | fs::perms::owner_write, ignored);
}

bool folderTakesFiles(const std::string& file) {
    const fs::path probe = toPath(file + ".probe");
    const bool made = std::ofstream(probe).is_open();
    std::error_code ignored;
    fs::remove(probe, ignored);
    return made;
}

ProfileFiles::ProfileFiles(const std::string& folder)
    : folder_(folder), main_(folder + "/reseal.db"), backup_(main_ + ".backup"), newBackup_(main_ + ".backup-new"),
      restoring_(main_ + ".restoring"), closed_(main_ + ".closed") {}

bool ProfileFiles::hasFolder() const {
    std::error_code ignored;
    return fs::is_directory(toPath(folder_), ignored);
}

std::uintmax_t ProfileFiles::sizeOf(const std::string& file) {
    std::error_code missing;
    const std::uintmax_t size = fs::file_size(toPath(file), missing);
    return missing ? 0 : size;
}

void ProfileFiles::dropHalfMade() const {
    std::error_code ignored;
    for (const std::string& file : {newBackup_, restoring_}) {
        fs::remove(toPath(file), ignored);
        for (const char* side : kSideFiles) {
            fs::remove(toPath(file + side), ignored);
        }
    }
}

std::string ProfileFiles::nameAside(const std::string& file, TimePoint now) {
    const std::string base = file + ".damaged-" + stampOf(now);
    std::string kept = base;
    const auto taken = [](const std::string& name) {
        std::error_code ignored;
        return fs::exists(toPath(name), ignored) || fs::exists(toPath(name + "-wal"), ignored);
    };
    for (int number = 2; taken(kept); ++number) {
        kept = base + "-" + std::to_string(number);
    }
    return kept;
}

Status ProfileFiles::moveAside(const std::string& file, const std::string& kept) {
    std::error_code code;
    // The main file first: a log left behind by a crash in between is moved at the next start, as the file is missing.
    for (const std::string side : {"", "-wal", "-shm", "-journal"}) {
        if (!fs::exists(toPath(file + side), code)) {
            continue;
        }
        fs::rename(toPath(file + side), toPath(kept + side), code);
        if (code) {
            return fileError(code, file);
        }
    }
    return {};
}

std::optional<TimePoint> ProfileFiles::checkedBeforeItWasClosed() const {
    if (hasWriteAheadLog() || sizeOf(main_ + "-journal") > 0) {
        return std::nullopt;
    }
    std::ifstream note(toPath(closed_));
    std::uintmax_t size = 0;
    std::int64_t written = 0;
    std::int64_t checked = 0;
    if (!(note >> size >> written >> checked) || size != sizeOf(main_) || written != timeOf(main_)) {
        return std::nullopt;
    }
    return TimePoint(std::chrono::seconds(checked));
}

void ProfileFiles::noteClosed(TimePoint lastCheck) const {
    if (hasWriteAheadLog()) {
        return;
    }
    // The system's own file times come in steps, so that a write right after this would not show. This one is between.
    std::error_code failed;
    fs::last_write_time(toPath(main_), fs::file_time_type::clock::now(), failed);
    const auto written = timeOf(main_);
    if (failed || !written) {
        return;
    }
    std::ofstream(toPath(closed_), std::ios::trunc)
        << sizeOf(main_) << ' ' << *written << ' ' << lastCheck.time_since_epoch().count() << '\n';
    makePrivate(closed_);
}

void ProfileFiles::forgetClosed() const {
    std::error_code ignored;
    fs::remove(toPath(closed_), ignored);
}

Status ProfileFiles::replace(const std::string& from, const std::string& to) {
    std::error_code code;
    fs::rename(toPath(from), toPath(to), code);
    return code ? Status(fileError(code, to)) : Status();
}

} // namespace reseal::storage
