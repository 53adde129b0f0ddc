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

#include <functional>
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

    // Told the id of each plugin that changed on the disk, lost its trust, or that the person changed something about:
    // a process of it that runs is no longer what holds.
    void onChange(std::function<void(const std::string& id)> changed) { changed_ = std::move(changed); }

    // Reads policy and choices anew, and the plugins if they were judged before. Policy's settings for the agent hold
    // from here on.
    void refresh();
    // Reads and judges the plugins too: hashes and signatures take memory, so not before somebody asks.
    void judge();

    [[nodiscard]] const std::vector<plugins::Plugin>& all();                              // judges them first
    [[nodiscard]] const std::vector<plugins::Plugin>& judged() const { return plugins_; } // none before judge()
    [[nodiscard]] const plugins::Policy& policy() const { return policy_; }
    [[nodiscard]] const plugins::PluginChoices& choices() const { return choices_; }
    [[nodiscard]] bool developerMode() const { return choices_.developerMode && policy_.developerModeAllowed(); }
    [[nodiscard]] std::vector<plugins::PluginSetting> settingsOf(const plugins::Plugin& plugin) const;
    [[nodiscard]] std::vector<core::HealthItem> health() const; // of what was judged
    void describe(core::Snapshot& snapshot) const;              // likewise its plugins; its management
    [[nodiscard]] core::PluginView viewOf(const plugins::Plugin& plugin) const;

    // By id, or by the absolute path of a folder or a plugin.json, which need not be installed.
    [[nodiscard]] Result<plugins::Plugin> find(const std::string& idOrPath);

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
    [[nodiscard]] Result<const plugins::Plugin*> installed(const std::string& id);
    void noteChanges(const std::vector<plugins::Plugin>& before) const;
    void changed(const std::string& id) const;
    Status setSecret(const plugins::Plugin& plugin, const std::string& name, const Secret& secret,
                     plugins::PluginChoices& changed);

    Profile& profile_;
    platform::Keyring& keyring_;
    PluginPlaces places_;
    plugins::Policy policy_;
    plugins::PluginChoices choices_;
    std::vector<plugins::Plugin> plugins_;
    bool judged_ = false;
    std::function<void(const std::string& id)> changed_;
};

} // namespace reseal::app
