// SPDX-License-Identifier: Apache-2.0
#include "agent/app/installed_files.hpp"

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

} // namespace reseal::app
