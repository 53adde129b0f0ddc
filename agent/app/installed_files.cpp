// SPDX-License-Identifier: Apache-2.0
#include "agent/app/installed_files.hpp"

#include "agent/platform/file_identity.hpp"
#include "agent/platform/system.hpp"

namespace reseal::app {
namespace {
std::string share() { return platform::absolutePath(platform::programFolder() + "/../share"); }
} // namespace

std::string localeFolder() { return share() + "/locale"; }

std::string iconFolder() { return share() + "/reseal/icons"; }

std::vector<std::string> issuerFolders(const std::string& profileFolder) {
    return {share() + "/reseal/issuers", "/etc/reseal/issuers.d", profileFolder + "/issuers"};
}

std::vector<std::string> tokenFolders(const std::string& profileFolder) {
    return {share() + "/reseal/tokens", "/etc/reseal/tokens.d", profileFolder + "/tokens"};
}

// <prefix>/libexec/reseal when installed, beside this program in a build tree.
std::string pluginHostProgram() {
    const std::string name = "/reseal-plugin-host";
    const std::string installed = platform::absolutePath(platform::programFolder() + "/../libexec/reseal") + name;
    return platform::identityOf(installed).ok() ? installed : platform::programFolder() + name;
}

std::string httpsLibrary() {
    return platform::absolutePath(platform::programFolder() + "/../lib/reseal") + "/reseal-https.so";
}

PluginPlaces pluginPlaces(const std::string& profileFolder) {
    using plugins::Origin;
    PluginPlaces places;
    places.ownFolder = profileFolder + "/plugins";
    places.policy = plugins::PolicyFolder();
    places.bans = share() + "/reseal/banned_plugins.json";
    const std::string prefix = platform::absolutePath(platform::programFolder() + "/../lib/reseal/plugins");
    const std::string machine = "/usr/lib/reseal/plugins";
    places.roots.push_back({prefix, Origin::program});
    if (prefix != machine) {
        places.roots.push_back({machine, Origin::system});
    }
    places.roots.push_back({places.ownFolder, Origin::person});
    return places;
}

} // namespace reseal::app
