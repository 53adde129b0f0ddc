// SPDX-License-Identifier: Apache-2.0
// Where the program's own files lie: beside it, in <prefix>/share, for an installed tree and a build tree alike.
#pragma once

#include "agent/app/plugin_shelf.hpp"

#include <string>
#include <vector>

namespace reseal::app {

[[nodiscard]] std::string localeFolder();
[[nodiscard]] std::string iconFolder();

// Shipped, then the machine's (/etc/reseal/issuers.d), then the profile's own; later ones win.
[[nodiscard]] std::vector<std::string> issuerFolders(const std::string& profileFolder);
[[nodiscard]] std::vector<std::string> tokenFolders(const std::string& profileFolder); // likewise, of tokens

[[nodiscard]] std::string pluginHostProgram();
[[nodiscard]] std::string httpsLibrary();

// Plugins of this program's prefix, then of the machine (/usr/lib/reseal/plugins), then of the profile; the first wins.
[[nodiscard]] PluginPlaces pluginPlaces(const std::string& profileFolder);

} // namespace reseal::app
