// SPDX-License-Identifier: Apache-2.0
#include "places.hpp"

#include <reseal/cxx/values.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#ifndef _WIN32
#include <pwd.h>
#include <unistd.h>
#endif

namespace token_files {

namespace {

constexpr std::size_t kMostPlaces = 64;
constexpr std::array kKeyFolders = {"ЭЦП", "ЭЦҚ", "ECP", "EDS"};
constexpr std::array kDocuments = {"", "Documents", "Документы", "Құжаттар"};

struct User {
    std::string name, home;
};

User user() {
    User found;
#ifdef _WIN32
    if (const char* home = std::getenv("USERPROFILE"))
        found.home = home;
#else
    std::array<char, 4096> space{};
    passwd entry{};
    passwd* result = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, space.data(), space.size(), &result) == 0 && result != nullptr)
        found = {entry.pw_name, entry.pw_dir};
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
        found.home = home;
#endif
    return found;
}

class Places {
public:
    void add(const fs::path& path, const char* model) {
        fs::path whole = path.lexically_normal();
        if (!whole.has_filename() && whole.has_relative_path()) // ends in a slash
            whole = whole.parent_path();
        const std::string text = textOf(whole);
        const bool known = std::any_of(found_.begin(), found_.end(), [&](const Place& p) { return p.path == whole; });
        if (text.empty() || known || found_.size() >= kMostPlaces || !isFolder(whole))
            return;
        const std::string name = textOf(whole.filename());
        found_.push_back({whole, placeId(whole), name.empty() ? text : name, model});
    }
    void addMounts(const fs::path& folder) {
        std::error_code problem;
        std::vector<fs::path> mounts;
        for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
            if (mounts.size() < kMostPlaces)
                mounts.push_back(at->path());
        std::sort(mounts.begin(), mounts.end());
        for (const fs::path& mount : mounts)
            add(mount, "Removable drive");
    }
    std::vector<Place> take() { return std::move(found_); }

private:
    std::vector<Place> found_;
};

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

} // namespace

std::vector<std::string> listedFolders(const std::string& setting) {
    std::vector<std::string> folders;
    std::size_t at = 0;
    while (at <= setting.size()) {
        const std::size_t end = std::min(setting.find_first_of(";\n", at), setting.size());
        if (const std::string path = trimmed(setting.substr(at, end - at)); !path.empty())
            folders.push_back(path);
        at = end + 1;
    }
    return folders;
}

std::vector<Place> placesOf(const std::string& setting, bool removable) {
    Places places;
    for (const std::string& folder : listedFolders(setting))
        places.add(pathOf(folder), "Folder");
    const User who = user();
    if (listedFolders(setting).empty() && !who.home.empty()) {
        for (const char* const parent : kDocuments)
            for (const char* const name : kKeyFolders)
                places.add(pathOf(who.home) / pathOf(parent) / pathOf(name), "Folder");
        if (!who.name.empty())
            places.add(pathOf("/var/opt/cprocsp/keys/" + who.name), "HDIMAGE");
    }
    if (removable && !who.name.empty()) {
        places.addMounts(pathOf("/media/" + who.name));
        places.addMounts(pathOf("/run/media/" + who.name));
    }
    return places.take();
}

std::string placeId(const fs::path& path) { // FNV-1a
    std::uint64_t sum = 14695981039346656037u;
    for (const char c : textOf(path))
        sum = (sum ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
    std::uint8_t octets[8];
    for (int i = 0; i < 8; ++i)
        octets[i] = static_cast<std::uint8_t>(sum >> (56 - 8 * i));
    return "folder-" + reseal::sdk::hex(octets, sizeof octets);
}

} // namespace token_files
