// SPDX-License-Identifier: Apache-2.0
// The plugins of this profile: finds them, judges them by policy and the person's choices, and changes those choices.
// Engine thread.
#pragma once

#include "agent/app/profile.hpp"
#include "agent/core/resident.hpp"
#include "agent/platform/keyring.hpp"
#include "agent/plugins/catalogue.hpp"
#include "agent/plugins/plugin_settings.hpp"
#include "agent/plugins/policy_folder.hpp"

#include <map>
#include <string>
#include <vector>

namespace reseal::app {

struct PluginPlaces {
    std::vector<plugins::Root> roots = {}; // the first one with an id wins
    std::string ownFolder = {};            // where `install` puts plugins; one of the roots
    plugins::PolicyFolder policy{"", plugins::PolicyFolder::Owner::root}; // the empty name: none
    std::string bans = {};                                                // the shipped ban list
};

// Acts give back the plugin as it then is. Trusting, enabling and installing one that stays refused changes nothing.
// Errors: unknown_plugin (notFound), managed and policy_unreliable (refused), bad_setting (usage), those of the stores.
class PluginShelf {
public:
    // Borrows both for its life.
    PluginShelf(Profile& profile, platform::Keyring& keyring, PluginPlaces places);

    // Reads policy, choices and plugins anew. Policy's settings for the agent hold from here on.
    void refresh();

    [[nodiscard]] const std::vector<plugins::Plugin>& all() const { return plugins_; }
    [[nodiscard]] const plugins::Policy& policy() const { return policy_; }
    [[nodiscard]] const plugins::PluginChoices& choices() const { return choices_; }
    [[nodiscard]] bool developerMode() const { return choices_.developerMode && policy_.developerModeAllowed(); }
    [[nodiscard]] std::vector<plugins::PluginSetting> settingsOf(const plugins::Plugin& plugin) const;
    [[nodiscard]] std::vector<core::HealthItem> health() const;
    void describe(core::Snapshot& snapshot) const; // its plugins and its management
    [[nodiscard]] core::PluginView viewOf(const plugins::Plugin& plugin) const;

    // By id, or by the absolute path of a folder or a plugin.json, which need not be installed.
    [[nodiscard]] Result<plugins::Plugin> find(const std::string& idOrPath) const;

    // Its signer, and the privileges it asks for.
    [[nodiscard]] Result<plugins::Plugin> trust(const std::string& idOrPath);
    [[nodiscard]] Result<plugins::Plugin> distrust(const std::string& idOrPath);
    [[nodiscard]] Result<plugins::Plugin> enable(const std::string& id, bool on);
    [[nodiscard]] Result<plugins::Plugin> install(const std::string& path);

    // An empty value goes back to the default. `secretName`, where not empty, is kept in the keyring.
    [[nodiscard]] Result<plugins::Plugin> set(const std::string& id, const std::map<std::string, std::string>& values,
                                              const std::string& secretName, const Secret& secret);
    Status setDeveloperMode(bool on);

private:
    Status save(const plugins::PluginChoices& changed);
    [[nodiscard]] Error forbidden(const std::string& subject) const;
    [[nodiscard]] Result<const plugins::Plugin*> installed(const std::string& id) const;
    Status setSecret(const plugins::Plugin& plugin, const std::string& name, const Secret& secret,
                     plugins::PluginChoices& changed);

    Profile& profile_;
    platform::Keyring& keyring_;
    PluginPlaces places_;
    plugins::Policy policy_;
    plugins::PluginChoices choices_;
    std::vector<plugins::Plugin> plugins_;
};

} // namespace reseal::app
