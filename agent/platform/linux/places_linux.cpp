// SPDX-License-Identifier: Apache-2.0
// knownPlaces: where certificates usually lie on Linux. NCALayer names no folder of its own (the person chooses one),
// so the folder names that KZ instructions use are tried. Any thread.
#include "agent/platform/system.hpp"

#include "agent/platform/linux/user_dirs.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

bool isFolder(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string userName() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
        return found->pw_name;
    }
    return {};
}

std::string userDirsText(const std::string& home) {
    const std::string config = environment("XDG_CONFIG_HOME");
    std::ifstream file((config.starts_with('/') ? config : home + "/.config") + "/user-dirs.dirs");
    return {std::istreambuf_iterator<char>(file), {}};
}

class Places {
public:
    void offer(const std::string& path, bool personal, const char* what) {
        const bool known = std::any_of(found_.begin(), found_.end(), [&](const auto& p) { return p.path == path; });
        if (!known && isFolder(path)) {
            found_.push_back({path, personal, what});
        }
    }
    [[nodiscard]] std::vector<KnownPlace> take() { return std::move(found_); }

private:
    std::vector<KnownPlace> found_;
};

} // namespace

std::vector<KnownPlace> knownPlaces() {
    const std::string home = homeFolder();
    const std::string texts = userDirsText(home);
    const std::string documents = userDir(texts, "XDG_DOCUMENTS_DIR", home).value_or(home + "/Documents");
    const std::string downloads = userDir(texts, "XDG_DOWNLOAD_DIR", home).value_or(home + "/Downloads");

    Places places;
    for (const auto& parent : {home, documents}) {
        for (const char* const name : {"ЭЦП", "ЭЦҚ", "ECP", "EDS"}) {
            places.offer(parent + "/" + name, false, N_("folder with e-signature keys"));
        }
    }
    if (const std::string user = userName(); !user.empty()) {
        places.offer("/var/opt/cprocsp/keys/" + user, false, N_("CryptoPro key containers"));
    }
    places.offer(home + "/.pki", false, N_("certificates of browsers and mail programs"));
    if (documents != home) {
        places.offer(documents, true, N_("your documents"));
    }
    if (downloads != home) {
        places.offer(downloads, true, N_("your downloads"));
    }
    return places.take();
}

} // namespace reseal::platform
