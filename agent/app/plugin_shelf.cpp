// SPDX-License-Identifier: Apache-2.0
#include "agent/app/plugin_shelf.hpp"

#include "agent/app/plugin_health.hpp"
#include "agent/base/log.hpp"
#include "agent/plugins/installation.hpp"

#include <algorithm>
#include <utility>

namespace reseal::app {
namespace {

using plugins::Plugin;
using plugins::PluginChoices;

bool isTrustMatter(const plugins::Refusal& refusal) {
    return refusal.code == "untrusted" || refusal.code == "privileges_not_granted";
}

std::string folderOf(const std::string& path) {
    const std::string manifest = std::string("/") + plugins::kManifestName;
    return path.ends_with(manifest) ? path.substr(0, path.size() - manifest.size()) : path;
}

} // namespace

PluginShelf::PluginShelf(Profile& profile, platform::Keyring& keyring, PluginPlaces places)
    : profile_(profile), keyring_(keyring), places_(std::move(places)) {
    refresh();
}

void PluginShelf::refresh() {
    policy_ = places_.policy.read();
    auto bans = places_.bans.empty() ? Result(std::vector<plugins::Ban>{}) : plugins::readBans(places_.bans);
    if (bans) {
        std::ranges::move(bans.value(), std::back_inserter(policy_.bans));
    } else {
        policy_.problems.push_back({places_.bans, bans.error().subject, bans.error().detail});
    }
    for (const std::string& key : profile_.govern(policy_.agent)) {
        policy_.problems.push_back(
            {"policy.d", "settings.agent." + key, N_("There is no such setting, or it cannot have this value.")});
    }
    for (const plugins::PolicyProblem& problem : policy_.problems) {
        log(LogLevel::warning, "policy: " + logName(problem.file) + " " + problem.field + ": " + problem.detail);
    }
    choices_ = plugins::choicesFrom(profile_.texts());
    if (judged_) {
        const auto before = std::exchange(plugins_, plugins::findPlugins(places_.roots, policy_, choices_));
        noteChanges(before);
    }
}

void PluginShelf::judge() {
    judged_ = true;
    refresh();
}

const std::vector<Plugin>& PluginShelf::all() {
    if (!judged_) {
        judge();
    }
    return plugins_;
}

void PluginShelf::changed(const std::string& id) const {
    if (changed_) {
        changed_(id);
    }
}

void PluginShelf::noteChanges(const std::vector<Plugin>& before) const {
    for (const Plugin& was : before) {
        const Plugin* is = plugins::findPlugin(plugins_, was.id);
        if (is == nullptr || is->state != was.state || is->folder != was.folder ||
            is->manifestSha256 != was.manifestSha256 || is->moduleIdentity != was.moduleIdentity) {
            changed(was.id);
        }
    }
}

Status PluginShelf::save(const PluginChoices& changed) {
    if (Status saved = profile_.storeTexts(plugins::difference(choices_, changed)); !saved) {
        return saved;
    }
    refresh();
    return {};
}

Error PluginShelf::forbidden(const std::string& subject) const {
    if (!policy_.problems.empty()) {
        return {Category::refused, "policy_unreliable",
                N_("A policy file cannot be relied on, so this is switched off; 'reseal doctor' says more."), subject};
    }
    return {Category::refused, "managed", N_("This is managed by your organisation."), subject};
}

std::vector<plugins::PluginSetting> PluginShelf::settingsOf(const Plugin& plugin) const {
    return plugin.manifest ? plugins::settingsOf(*plugin.manifest, policy_.givenTo(plugin.id), choices_)
                           : std::vector<plugins::PluginSetting>();
}

std::vector<core::HealthItem> PluginShelf::health() const { return checkPlugins(plugins_, policy_, developerMode()); }

core::PluginView PluginShelf::viewOf(const Plugin& plugin) const {
    core::PluginView view;
    view.id = plugin.id;
    view.state = plugins::name(plugin.state);
    view.managed = plugin.managed;
    view.folder = plugin.folder;
    view.mayBeEnabled = plugin.state == plugins::State::disabled && !policy_.disabledPlugins.contains(plugin.id);
    if (plugin.manifest) {
        view.name = plugin.manifest->name;
        view.version = plugin.manifest->version;
        view.vendor = plugin.manifest->vendor;
        view.summary = plugin.manifest->summary;
        view.privileges = plugin.manifest->privileges;
        view.hosts = plugin.manifest->hosts;
    }
    if (plugin.signer) {
        view.signer = plugin.signer->name;
        view.signerSha256 = plugin.signer->sha256;
    }
    if (plugin.trustedBy != plugins::TrustSource::none) {
        view.trustedBy = plugins::name(plugin.trustedBy);
        view.mayBeDistrusted = plugin.trustedBy == plugins::TrustSource::person;
    }
    for (const plugins::PluginSetting& setting : settingsOf(plugin)) {
        const bool inKeyring = setting.source == plugins::ValueSource::keyring;
        const bool secret = setting.description->type == plugins::SettingType::secret;
        if (inKeyring || (!setting.value.empty() && setting.source != plugins::ValueSource::byDefault)) {
            view.settings.push_back(
                {setting.description->label, secret ? "" : setting.value, inKeyring, setting.locked});
        }
    }
    if (plugin.refusal) {
        view.detail = plugin.refusal->detail;
        view.mend = plugin.refusal->mend;
        view.gaps = plugin.refusal->gaps;
        view.subject = plugin.refusal->subject;
        view.mayBeTrusted = policy_.personMayTrust() && plugin.signer && isTrustMatter(*plugin.refusal);
    }
    return view;
}

void PluginShelf::describe(core::Snapshot& snapshot) const {
    snapshot.plugins.clear();
    snapshot.pluginsJudged = judged_;
    for (const Plugin& plugin : plugins_) {
        snapshot.plugins.push_back(viewOf(plugin));
    }
    snapshot.management = {policy_.present, policy_.organisation, {}, developerMode(), policy_.developerModeAllowed()};
    for (const auto& [key, given] : policy_.agent) {
        if (given.locked) {
            snapshot.management.lockedSettings.insert(key);
        }
    }
}

Result<const Plugin*> PluginShelf::installed(const std::string& id) {
    const Plugin* plugin = plugins::findPlugin(all(), id);
    if (plugin == nullptr) {
        return Error{Category::notFound, "unknown_plugin",
                     N_("There is no plugin of this name; 'reseal plugin list' shows all."), id};
    }
    return plugin;
}

Result<Plugin> PluginShelf::find(const std::string& idOrPath) {
    if (!idOrPath.starts_with('/')) {
        const auto plugin = installed(idOrPath);
        return plugin ? Result<Plugin>(*plugin.value()) : Result<Plugin>(plugin.error());
    }
    Plugin plugin = plugins::inspectPlugin(folderOf(idOrPath), plugins::Origin::elsewhere, policy_, choices_);
    if (!plugin.manifest && plugin.refusal && plugin.refusal->code == "not_found") {
        return Error{Category::notFound, "not_found", N_("There is no plugin.json here."), idOrPath};
    }
    return plugin;
}

Result<Plugin> PluginShelf::trust(const std::string& idOrPath) {
    auto found = find(idOrPath);
    if (!found) {
        return found;
    }
    Plugin plugin = std::move(found).value();
    const bool decided =
        plugin.trustedBy == plugins::TrustSource::build || plugin.trustedBy == plugins::TrustSource::policy;
    if (decided || (plugin.refusal && !isTrustMatter(*plugin.refusal))) {
        return plugin;
    }
    if (!policy_.personMayTrust()) {
        return forbidden(plugin.id);
    }
    if (!plugin.signer) {
        return Error{Category::refused, "unsigned", N_("The plugin is not signed, so there is nobody to trust."),
                     plugin.id};
    }
    PluginChoices changed = choices_;
    changed.signers[plugin.signer->sha256] = plugin.signer->name;
    changed.granted[plugin.id] = {plugin.manifest->privileges.begin(), plugin.manifest->privileges.end()};
    if (Status saved = save(changed); !saved) {
        return saved.error();
    }
    this->changed(plugin.id);
    return find(idOrPath);
}

Result<Plugin> PluginShelf::distrust(const std::string& idOrPath) {
    const auto plugin = find(idOrPath);
    if (!plugin) {
        return plugin;
    }
    PluginChoices changed = choices_;
    changed.granted.erase(plugin.value().id);
    if (plugin.value().signer) {
        changed.signers.erase(plugin.value().signer->sha256);
    }
    if (Status saved = save(changed); !saved) {
        return saved.error();
    }
    this->changed(plugin.value().id);
    return find(idOrPath);
}

Result<Plugin> PluginShelf::enable(const std::string& id, bool on) {
    const auto plugin = installed(id);
    if (!plugin) {
        return plugin.error();
    }
    if (on && policy_.disabledPlugins.contains(id)) {
        return Error{Category::refused, "managed", N_("This is managed by your organisation."), id};
    }
    if (on && plugin.value()->refusal) {
        return *plugin.value();
    }
    PluginChoices changed = choices_;
    if (on) {
        changed.disabled.erase(id);
    } else {
        changed.disabled.insert(id);
    }
    if (Status saved = save(changed); !saved) {
        return saved.error();
    }
    this->changed(id);
    return *plugins::findPlugin(plugins_, id);
}

Result<Plugin> PluginShelf::install(const std::string& path) {
    const auto plugin = find(path);
    if (!plugin || plugin.value().refusal) {
        return plugin;
    }
    const Plugin* there = plugins::findPlugin(all(), plugin.value().id);
    if (there != nullptr && there->origin != plugins::Origin::person) {
        return Error{Category::refused, "belongs_to_system",
                     N_("This plugin is installed for the whole computer; whoever did that has to update it."),
                     plugin.value().id};
    }
    if (places_.ownFolder.empty()) {
        return Error{Category::failed, "no_folder", N_("there is no such file or folder"), plugin.value().id};
    }
    auto installed = plugins::installPlugin(plugin.value().folder, places_.ownFolder, policy_, choices_);
    refresh();
    if (installed && !installed.value().refusal) {
        log(LogLevel::info, "plugin " + plugin.value().id + " " + plugin.value().manifest->version + " installed");
        changed(installed.value().id);
    }
    return installed;
}

Status PluginShelf::setSecret(const Plugin& plugin, const std::string& name, const Secret& secret,
                              PluginChoices& changed) {
    const plugins::SettingDescription* description = plugin.manifest->setting(name);
    if (description->type != plugins::SettingType::secret) {
        return Error{Category::usage, "bad_setting", N_("Give this setting its value: NAME=VALUE."), name};
    }
    if (secret.empty()) {
        changed.secrets[plugin.id].erase(name);
        return keyring_.erase(plugins::keyringName(plugin.id, name));
    }
    changed.secrets[plugin.id].insert(name);
    return keyring_.store(plugins::keyringName(plugin.id, name), "Reseal: " + plugin.id + ", " + name, secret);
}

Result<Plugin> PluginShelf::set(const std::string& id, const std::map<std::string, std::string>& values,
                                const std::string& secretName, const Secret& secret) {
    const auto plugin = installed(id);
    if (!plugin) {
        return plugin.error();
    }
    if (!plugin.value()->manifest) { // one that is refused for other reasons can be set up all the same
        const plugins::Refusal& refusal = *plugin.value()->refusal;
        return Error{refusal.category, refusal.code, refusal.detail, id};
    }
    auto all = values;
    if (!secretName.empty()) {
        all.try_emplace(secretName);
    }
    PluginChoices changed = choices_;
    for (const auto& [name, value] : all) {
        const plugins::SettingDescription* description = plugin.value()->manifest->setting(name);
        if (description == nullptr) {
            return Error{Category::usage, "bad_setting",
                         N_("The plugin has no such setting; 'reseal plugin info' lists them."), name};
        }
        const auto& given = policy_.givenTo(id);
        if (const auto found = given.find(name); found != given.end() && found->second.locked) {
            return Error{Category::refused, "managed", N_("This is managed by your organisation."), name};
        }
        if (name == secretName) {
            continue;
        }
        if (description->type == plugins::SettingType::secret) {
            return Error{Category::usage, "secret_in_argument",
                         N_("Secrets are not taken from the command line: give the name alone, and the value by "
                            "--password-file or when you are asked."),
                         name};
        }
        auto checked = value.empty() ? Result<std::string>("") : plugins::checkValue(*description, value);
        if (!checked) {
            return checked.error();
        }
        changed.settings[id][name] = std::move(checked).value();
    }
    if (!secretName.empty()) {
        if (Status kept = setSecret(*plugin.value(), secretName, secret, changed); !kept) {
            return kept.error();
        }
    }
    if (Status saved = save(changed); !saved) {
        return saved.error();
    }
    this->changed(id);
    return *plugins::findPlugin(plugins_, id);
}

Status PluginShelf::setDeveloperMode(bool on) {
    if (on && !policy_.developerModeAllowed()) {
        return forbidden("developer-mode");
    }
    PluginChoices changed = choices_;
    changed.developerMode = on;
    return save(changed);
}

} // namespace reseal::app
