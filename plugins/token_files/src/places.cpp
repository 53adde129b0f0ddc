// SPDX-License-Identifier: Apache-2.0
#include "places.hpp"

#include "system/person.hpp"

#include <reseal/cxx/values.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace token_files {

namespace {

constexpr std::size_t kMostPlaces = 64;
constexpr std::array kKeyFolders = {"ЭЦП", "ЭЦҚ", "ECP", "EDS"};
constexpr std::array kDocuments = {"", "Documents", "Документы", "Құжаттар"};

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
    const std::string person = reseal::system::nameOfPerson();
    const fs::path home = reseal::system::homeOfPerson();
    if (listedFolders(setting).empty() && !home.empty()) {
        for (const char* const parent : kDocuments)
            for (const char* const name : kKeyFolders)
                places.add(home / pathOf(parent) / pathOf(name), "Folder");
        if (!person.empty())
            places.add(pathOf("/var/opt/cprocsp/keys/" + person), "HDIMAGE");
    }
    if (removable && !person.empty()) {
        places.addMounts(pathOf("/media/" + person));
        places.addMounts(pathOf("/run/media/" + person));
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
