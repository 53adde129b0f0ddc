// SPDX-License-Identifier: Apache-2.0
// Puts a plugin into the person's plugin folder. Any one thread.
#pragma once

#include "agent/plugins/catalogue.hpp"

#include <string>

namespace reseal::plugins {

// Copies the manifest, its signature and the files that it lists, and nothing else, to <pluginsFolder>/<id>. What lies
// there is replaced in one step, after the copies have been judged as the plugin itself was; until then it stays.
// Gives back the installed plugin; one that is refused as it was found, with nothing changed. Errors, likewise:
// older_version (refused: a newer one is there), file_changed (damaged), write_failed and the like.
[[nodiscard]] Result<Plugin> installPlugin(const std::string& fromFolder, const std::string& pluginsFolder,
                                           const Policy& policy, const PluginChoices& choices);

} // namespace reseal::plugins
