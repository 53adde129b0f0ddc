// SPDX-License-Identifier: Apache-2.0
// NSS: the parameter string of C_Initialize, "PKCS #11 Module Specs" of its documentation.
#include "modules.hpp"

#include "system/person.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace token_pkcs11 {
namespace {

namespace fs = std::filesystem;

// Of packages and installers; the driver map of the agent knows more and hands them over as a setting.
constexpr const char* kWellKnown[] = {
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
    "/usr/lib/librtpkcs11ecp.so",
    "/usr/lib64/librtpkcs11ecp.so",
    "/opt/aktivco/rutokenecp/x86_64/librtpkcs11ecp.so",
    "/usr/lib/libjcPKCS11-2.so",
    "/usr/lib64/libjcPKCS11-2.so",
    "/usr/lib/libeToken.so",
    "/usr/lib64/libeToken.so",
    "/usr/lib/x86_64-linux-gnu/libykcs11.so",
};

constexpr const char* kSoftoken[] = {
    "/usr/lib/x86_64-linux-gnu/libsoftokn3.so",
    "/usr/lib/aarch64-linux-gnu/libsoftokn3.so",
    "/usr/lib64/libsoftokn3.so",
    "/usr/lib/libsoftokn3.so",
    "/usr/lib/firefox/libsoftokn3.so",
    "/usr/lib/firefox-esr/libsoftokn3.so",
};

constexpr const char* kProfileFolders[] = {".mozilla/firefox", "snap/firefox/common/.mozilla/firefox", ".thunderbird"};

bool isFile(const fs::path& path) {
    std::error_code problem;
    return fs::is_regular_file(path, problem);
}

std::vector<std::string> profilesOfThisPerson() {
    const fs::path home = reseal::system::homeOfPerson();
    std::vector<std::string> out;
    for (const char* const folder : kProfileFolders) {
        if (home.empty())
            break;
        std::error_code problem;
        for (fs::directory_iterator at(home / folder, problem), end; !problem && at != end; at.increment(problem))
            if (isFile(at->path() / "cert9.db"))
                out.push_back(at->path().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

// What the parameter string would have to escape is refused instead.
bool fitsIntoParameters(const std::string& path) {
    return path.front() == '/' && path.find_first_of("'\"\\<>[]\n") == std::string::npos;
}

std::string tokenOf(std::size_t slot, const std::string& folder, bool writable) {
    const std::string name = fs::path(folder).filename().string();
    const std::string label = reseal::sdk::cut(name.empty() ? "NSS" : name, 32);
    return "0x" + reseal::sdk::hex(std::vector<std::uint8_t>{static_cast<std::uint8_t>(slot)}) +
           "=[configDir='sql:" + folder + "' tokenDescription='" + label + "' slotDescription='" + label + "'" +
           (writable ? "" : " flags=readOnly") + "] ";
}

} // namespace

std::vector<std::string> listed(std::string_view setting) {
    std::vector<std::string> out;
    while (!setting.empty()) {
        const std::size_t end = std::min(setting.find(';'), setting.size());
        std::string_view part = setting.substr(0, end);
        setting.remove_prefix(std::min(end + 1, setting.size()));
        const auto first = part.find_first_not_of(" \t");
        if (first == std::string_view::npos)
            continue;
        part = part.substr(first, part.find_last_not_of(" \t") - first + 1);
        if (out.size() < kMostModules)
            out.emplace_back(part);
    }
    return out;
}

bool asksForAuto(std::string_view modules) {
    const auto parts = listed(modules);
    return std::find(parts.begin(), parts.end(), "auto") != parts.end();
}

std::vector<ModuleChoice> namedModules(std::string_view modules) {
    std::vector<ModuleChoice> out;
    for (const std::string& path : listed(modules))
        if (path.front() == '/')
            out.push_back({path, {}, true, false});
    return out;
}

std::vector<ModuleChoice> wellKnownModules() {
    std::vector<ModuleChoice> out;
    for (const char* const path : kWellKnown)
        if (isFile(path))
            out.push_back({path, {}, false, false});
    return out;
}

std::vector<ModuleChoice> nssModules(std::string_view profiles, std::string_view softoken, bool writable) {
    std::vector<std::string> folders = listed(profiles);
    if (const auto at = std::find(folders.begin(), folders.end(), "auto"); at != folders.end()) {
        folders.erase(at);
        const auto own = profilesOfThisPerson();
        folders.insert(folders.end(), own.begin(), own.end());
    }
    constexpr std::size_t firstSlot = 4; // 1 to 3 are NSS's own
    std::string tokens;
    std::size_t slot = firstSlot;
    for (const std::string& folder : folders)
        if (fitsIntoParameters(folder) && isFile(fs::path(folder) / "cert9.db") && slot < firstSlot + kMostModules)
            tokens += tokenOf(slot++, folder, writable);
    if (tokens.empty())
        return {};
    std::string path(softoken);
    if (path.empty()) {
        const auto* const at = std::find_if(std::begin(kSoftoken), std::end(kSoftoken), isFile);
        path = at != std::end(kSoftoken) ? *at : kSoftoken[0];
    }
    return {{path, "flags=noRootInit tokens=<" + tokens + ">", true, true}};
}

std::vector<ModuleChoice> withoutRepeats(const std::vector<ModuleChoice>& modules) {
    std::set<std::string> seen;
    std::vector<ModuleChoice> out;
    for (const ModuleChoice& one : modules) {
        std::error_code problem;
        const fs::path real = fs::canonical(one.path, problem);
        if (out.size() < kMostModules && seen.insert(problem ? one.path : real.string()).second)
            out.push_back(one);
    }
    return out;
}

} // namespace token_pkcs11
