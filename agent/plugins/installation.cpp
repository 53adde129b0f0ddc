// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/installation.hpp"

#include "agent/platform/guarded_file.hpp"
#include "agent/platform/system.hpp"

#include <filesystem>
#include <vector>

namespace reseal::plugins {
namespace {

constexpr const char* kFresh = ".new-";

Status copyOne(const std::string& from, const std::string& to, const std::string& name) {
    auto file = platform::openGuarded(from, name);
    if (!file) {
        return file.error();
    }
    const std::string target = to + "/" + name;
    if (Status made = platform::makePrivateFolder(target.substr(0, target.find_last_of('/'))); !made) {
        return made;
    }
    return platform::copyGuarded(*file.value(), target);
}

Status copyAll(const Plugin& plugin, const std::string& to) {
    std::vector<std::string> names{kManifestName};
    if (plugin.signer) { // developer mode takes plugins without a signature
        names.emplace_back(kSignatureName);
    }
    for (const auto& [name, digest] : plugin.manifest->files) {
        names.push_back(name);
    }
    for (const std::string& name : names) {
        if (Status copied = copyOne(plugin.folder, to, name); !copied) {
            return copied;
        }
    }
    return {};
}

bool isOlder(const Plugin& plugin, const Plugin& there) {
    const auto mine = parseVersion(plugin.manifest->version);
    const auto theirs = there.manifest ? parseVersion(there.manifest->version) : std::nullopt;
    return mine && theirs && *mine < *theirs;
}

} // namespace

Result<Plugin> installPlugin(const std::string& fromFolder, const std::string& pluginsFolder, const Policy& policy,
                             const PluginChoices& choices) {
    const Plugin plugin = inspectPlugin(fromFolder, Origin::elsewhere, policy, choices);
    if (plugin.refusal) {
        return plugin;
    }
    const std::string place = pluginsFolder + "/" + plugin.id;
    const std::string fresh = pluginsFolder + "/" + kFresh + plugin.id;
    if (isOlder(plugin, inspectPlugin(place, Origin::person, policy, choices))) {
        return Error{Category::refused, "older_version",
                     N_("A newer version of this plugin is installed already; remove that first."), plugin.id};
    }
    std::error_code ignored;
    std::filesystem::remove_all(fresh, ignored); // of an installation that was broken off
    Status copied = copyAll(plugin, fresh);
    if (copied) {
        const Plugin copy = inspectPlugin(fresh, Origin::person, policy, choices);
        if (copy.refusal || copy.manifestSha256 != plugin.manifestSha256) {
            copied = Error{Category::damaged, "file_changed", N_("The plugin changed while it was copied; try again."),
                           kManifestName};
        } else {
            copied = platform::replaceFolder(fresh, place);
        }
    }
    if (!copied) {
        std::filesystem::remove_all(fresh, ignored);
        return copied.error();
    }
    return inspectPlugin(place, Origin::person, policy, choices);
}

} // namespace reseal::plugins
