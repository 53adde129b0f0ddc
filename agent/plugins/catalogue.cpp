// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/catalogue.hpp"

#include "agent/base/log.hpp"
#include "agent/crypto/code_signature.hpp"
#include "agent/crypto/digest.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/guarded_file.hpp"
#include "agent/plugins/build_signer.hpp"
#include "agent/plugins/package_files.hpp"
#include "agent/plugins/strict_json.hpp"

#include <algorithm>
#include <array>

namespace reseal::plugins {
namespace {

std::string lastName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

void refuse(Plugin& plugin, Refusal refusal) {
    if (!plugin.refusal) {
        plugin.refusal = std::move(refusal);
    }
}

Result<Bytes> readFrom(const std::string& folder, const char* name, std::size_t maxBytes) {
    auto file = platform::openGuarded(folder, name);
    return file ? platform::readGuarded(*file.value(), maxBytes) : Result<Bytes>(file.error());
}

std::string withoutFullStop(const std::string& text) {
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

void refuseIfBanned(Plugin& plugin, const Ban* ban) {
    if (ban == nullptr) {
        return;
    }
    plugin.managed = true;
    refuse(plugin, {Category::refused,
                    "banned",
                    ban->reason.empty() ? N_("The plugin is banned.") : N_("The plugin is banned: {reason}."),
                    N_("Remove it, or install a version that is not banned."),
                    {},
                    {{"reason", withoutFullStop(ban->reason)}}});
}

void applyBans(Plugin& plugin, const Policy& policy) {
    refuseIfBanned(plugin, policy.banOfId(plugin.id));
    refuseIfBanned(plugin, policy.banOfHash(toHex(plugin.manifestSha256)));
    if (plugin.signer) {
        refuseIfBanned(plugin, policy.banOfHash(plugin.signer->sha256));
    }
    if (plugin.manifest) {
        for (const auto& [file, digest] : plugin.manifest->files) {
            refuseIfBanned(plugin, policy.banOfHash(toHex(digest)));
        }
    }
}

TrustRules rulesOf(const Policy& policy, const PluginChoices& choices) {
    TrustRules rules;
    const ByteView build = buildSigner();
    rules.build.emplace_back(build.begin(), build.end());
    for (const PolicySigner& signer : policy.signers) {
        rules.policy.push_back(signer.certificate);
    }
    for (const auto& [sha256, signer] : choices.signers) {
        rules.person.insert(sha256);
    }
    rules.personMayTrust = policy.personMayTrust();
    rules.developerMode = choices.developerMode && policy.developerModeAllowed();
    return rules;
}

void judge(Plugin& plugin, ByteView manifest, const TrustRules& rules) {
    const auto signature = readFrom(plugin.folder, kSignatureName, crypto::kMaxSignatureBytes);
    if (!signature && signature.error().category != Category::notFound && !rules.developerMode) {
        refuse(plugin, refusalOf({signature.error().category, signature.error().reason, signature.error().detail,
                                  kSignatureName}));
        return;
    }
    Judgement judgement = judgeSignature(manifest, signature ? signature.value() : Bytes(), rules);
    plugin.signer = std::move(judgement.signer);
    plugin.trustedBy = judgement.trustedBy;
    if (judgement.refusal) {
        refuse(plugin, std::move(*judgement.refusal));
    }
}

void applyPrivileges(Plugin& plugin, const Policy& policy, const PluginChoices& choices) {
    const auto granted = choices.granted.find(plugin.id);
    std::string missing;
    for (const std::string& privilege : plugin.manifest->privileges) {
        if (policy.privilegesForbidden.contains(privilege)) {
            plugin.managed = true;
            refuse(plugin, {Category::refused,
                            "privilege_forbidden",
                            N_("Your organisation forbids a privilege that the plugin asks for: {privilege}."),
                            N_("Ask its administrator, or use another plugin."),
                            {},
                            {{"privilege", privilege}}});
        }
        if (granted == choices.granted.end() || !granted->second.contains(privilege)) {
            missing += (missing.empty() ? "" : ", ") + privilege;
        }
    }
    if (plugin.trustedBy == TrustSource::person && !missing.empty()) {
        refuse(plugin, {Category::refused,
                        "privileges_not_granted",
                        N_("The plugin asks for privileges that you have not granted it: {privileges}."),
                        N_("If that is what it needs for its work, grant them: reseal plugin trust."),
                        {},
                        {{"privileges", missing}}});
    }
}

void checkFiles(Plugin& plugin) {
    const auto verified = verifyFiles(plugin.folder, *plugin.manifest,
                                      plugin.origin == Origin::elsewhere ? Writers::any : Writers::owner);
    if (!verified) {
        refuse(plugin, refusalOf(verified.error()));
        return;
    }
    plugin.modulePath = verified.value().path;
    plugin.moduleSha256 = verified.value().sha256;
    plugin.moduleIdentity = verified.value().identity;
}

// Whatever is wrong first is what the person hears of.
void check(Plugin& plugin, const Policy& policy, const PluginChoices& choices) {
    auto content = readFrom(plugin.folder, kManifestName, kMaxDocumentBytes);
    if (!content) {
        refuse(plugin,
               refusalOf({content.error().category, content.error().reason, content.error().detail, kManifestName}));
        return;
    }
    crypto::Sha256Sum sum;
    sum.add(content.value());
    plugin.manifestSha256 = sum.finish();
    auto manifest = readManifest(content.value());
    if (!manifest) {
        refuse(plugin, refusalOf(manifest.error()));
        applyBans(plugin, policy);
        return;
    }
    plugin.manifest = std::move(manifest).value();
    plugin.id = plugin.manifest->id;
    if (!fitsThisMachine(*plugin.manifest)) {
        refuse(plugin, refusalOf({Category::refused,
                                  "wrong_machine",
                                  N_("The plugin is made for another system or another processor."),
                                  {}}));
    }
    refuseIfBanned(plugin, policy.banOfId(plugin.id));
    judge(plugin, content.value(), rulesOf(policy, choices));
    applyBans(plugin, policy);
    applyPrivileges(plugin, policy, choices);
    if (!plugin.refusal) {
        checkFiles(plugin);
    }
}

} // namespace

const char* name(Origin origin) {
    static constexpr std::array kNames{"program", "system", "person", "elsewhere"};
    return kNames.at(static_cast<std::size_t>(origin));
}

const char* name(State state) {
    static constexpr std::array kNames{"ready", "disabled", "refused"};
    return kNames.at(static_cast<std::size_t>(state));
}

Plugin inspectPlugin(const std::string& folder, Origin origin, const Policy& policy, const PluginChoices& choices) {
    Plugin plugin;
    plugin.id = lastName(folder);
    plugin.folder = folder;
    plugin.origin = origin;
    check(plugin, policy, choices);
    const bool disabledByPolicy = policy.disabledPlugins.contains(plugin.id);
    plugin.enabled = !disabledByPolicy && !choices.disabled.contains(plugin.id);
    const bool locked =
        std::ranges::any_of(policy.givenTo(plugin.id), [](const auto& given) { return given.second.locked; });
    plugin.managed = plugin.managed || disabledByPolicy || locked;
    plugin.state = plugin.refusal ? State::refused : plugin.enabled ? State::ready : State::disabled;
    return plugin;
}

std::vector<Plugin> findPlugins(const std::vector<Root>& roots, const Policy& policy, const PluginChoices& choices) {
    std::vector<Plugin> plugins;
    const auto files = platform::systemFileSystem();
    for (const Root& root : roots) {
        const auto listing = files->list(root.folder);
        for (const platform::DirectoryEntry& entry :
             listing ? listing.value() : std::vector<platform::DirectoryEntry>()) {
            const std::string folder = root.folder + "/" + entry.name;
            if (entry.type != platform::EntryType::folder || entry.name.starts_with('.') ||
                !files->inspect(folder + "/" + kManifestName) || findPlugin(plugins, entry.name) != nullptr) {
                continue;
            }
            Plugin plugin = inspectPlugin(folder, root.origin, policy, choices);
            if (plugin.id != entry.name) {
                refuse(plugin,
                       refusalOf({Category::damaged, "wrong_folder",
                                  N_("The folder of a plugin has to bear the plugin's id as its name."), plugin.id}));
                plugin.id = entry.name; // two plugins must not have one name
                plugin.state = State::refused;
                plugin.modulePath.clear();
            }
            plugins.push_back(std::move(plugin));
        }
    }
    std::ranges::sort(plugins, {}, &Plugin::id);
    return plugins;
}

const Plugin* findPlugin(const std::vector<Plugin>& plugins, std::string_view id) {
    const auto found = std::ranges::find(plugins, id, &Plugin::id);
    return found == plugins.end() ? nullptr : &*found;
}

} // namespace reseal::plugins
