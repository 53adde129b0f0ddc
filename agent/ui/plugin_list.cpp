// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/plugin_list.hpp"

#include "agent/core/text_safety.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestValue = 4096; // a path, say

std::string safe(const std::string& text) { return core::displaySafe(text, kLongestName); }

std::string safeValue(const std::string& text) { return core::displaySafe(text, kLongestValue); }

std::string nameOf(const core::PluginView& plugin, const Words& words) {
    const std::string name = inLanguage(plugin.name, words.language());
    return safe(name.empty() ? plugin.id : name);
}

const char* inWords(const std::string& privilege) {
    return privilege == "files"     ? N_("your files")
           : privilege == "pcsc"    ? N_("smart-card readers")
           : privilege == "network" ? N_("network connections of its own")
                                    : N_("other programs");
}

std::string listOf(const std::vector<std::string>& items) {
    std::string list;
    for (const std::string& item : items) {
        list += (list.empty() ? "" : ", ") + item;
    }
    return list;
}

// "your files, smart-card readers"; empty where it asks for nothing.
std::string privilegesOf(const core::PluginView& plugin, const Words& words) {
    std::vector<std::string> names;
    for (const std::string& privilege : plugin.privileges) {
        names.push_back(words.tr(inWords(privilege)));
    }
    return listOf(names);
}

std::string reasonOf(const core::PluginView& plugin, const Words& words) {
    core::Gaps gaps;
    for (const auto& [gap, value] : plugin.gaps) {
        gaps[gap] = safe(value);
    }
    const std::string detail = words.tr(plugin.detail.c_str(), gaps);
    const std::string mend =
        plugin.mayBeTrusted ? words.tr("If you know this signer and want the plugin, choose “Trust…”: it shows who "
                                       "signed it and what it may use.")
                            : words.tr(plugin.mend.c_str(), gaps);
    return (plugin.subject.empty() ? "" : safe(plugin.subject) + ": ") + detail + " " + mend;
}

std::string trusterOf(const core::PluginView& plugin, const Words& words) {
    return plugin.trustedBy.empty()       ? std::string()
           : plugin.trustedBy == "build"  ? words.tr("this build of Reseal")
           : plugin.trustedBy == "policy" ? words.tr("your organisation")
           : plugin.trustedBy == "person" ? words.tr("you")
                                          : words.tr("nobody: developer mode is on");
}

std::vector<std::pair<std::string, std::string>> factsOf(const core::PluginView& plugin, const Words& words) {
    std::vector<std::pair<std::string, std::string>> facts;
    const auto add = [&](const std::string& label, const std::string& value) {
        if (!value.empty()) {
            facts.emplace_back(label, value);
        }
    };
    add(words.tr("Vendor"), safe(plugin.vendor));
    add(words.tr("Signer"), safe(plugin.signer));
    add(words.tr("SHA-256 of the signer's certificate"), plugin.signerSha256);
    add(words.tr("Trusted by"), trusterOf(plugin, words));
    add(words.tr("May use"), privilegesOf(plugin, words));
    add(words.tr("Hosts"), safeValue(listOf(plugin.hosts)));
    for (const core::PluginSettingView& setting : plugin.settings) {
        const std::string value = setting.inKeyring ? words.tr("(in the keyring)") : safeValue(setting.value);
        add(safe(inLanguage(setting.label, words.language())),
            value + (setting.locked ? " (" + words.tr("managed by your organisation") + ")" : ""));
    }
    add(words.tr("Folder"), safeValue(plugin.folder));
    return facts;
}

} // namespace

std::vector<PluginRow> pluginRows(const core::Snapshot& snapshot, const Words& words) {
    std::vector<PluginRow> rows;
    for (const core::PluginView& plugin : snapshot.plugins) {
        PluginRow row;
        row.id = plugin.id;
        row.name = nameOf(plugin, words);
        row.version = plugin.version;
        row.state = plugin.state == "ready"      ? words.tr("Ready")
                    : plugin.state == "disabled" ? words.tr("Switched off")
                                                 : words.tr("Refused");
        if (plugin.managed) {
            row.state += ", " + words.tr("managed by your organisation");
        }
        row.details =
            plugin.state == "refused" ? reasonOf(plugin, words) : safe(inLanguage(plugin.summary, words.language()));
        row.facts = factsOf(plugin, words);
        row.mayEnable = plugin.mayBeEnabled;
        row.mayDisable = plugin.state == "ready";
        row.mayTrust = plugin.mayBeTrusted;
        row.mayDistrust = plugin.mayBeDistrusted;
        row.mayCheck = plugin.state != "disabled";
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string trustText(const core::PluginView& plugin, const Words& words) {
    std::string text = words.tr("{plugin} is signed by {signer}.\nSHA-256 of the signer's certificate: {sha256}",
                                {{"plugin", nameOf(plugin, words) + " " + plugin.version},
                                 {"signer", safe(plugin.signer)},
                                 {"sha256", plugin.signerSha256}});
    if (!plugin.privileges.empty()) {
        text += "\n" + words.tr("May use: {privileges}.", {{"privileges", privilegesOf(plugin, words)}});
    }
    return text + "\n\n" + words.tr("Trust it only if you know this signer and the SHA-256 is the one it published.");
}

std::string checkText(const core::Snapshot& snapshot, const Words& words) {
    const core::PluginCheck& check = *snapshot.pluginCheck;
    const core::Gaps gaps{{"plugin", safe(check.id)}};
    if (!check.error) {
        return words.tr("Plugin {plugin} works: it may load, starts, and is what it says.", gaps);
    }
    const auto plugin = std::ranges::find(snapshot.plugins, check.id, &core::PluginView::id);
    if (plugin != snapshot.plugins.end() && plugin->state == "refused") {
        return words.tr("Plugin {plugin} may not load. Choose it in the list to read why, and what to do.", gaps);
    }
    return words.tr(
        "Plugin {plugin} does not work: {reason}",
        {{"plugin", safe(check.id)}, {"reason", words.wording().reason(check.error->reason, check.error->detail)}});
}

std::string managementText(const core::Management& management, const Words& words) {
    if (!management.present) {
        return {};
    }
    return management.organisation.empty() ? words.tr("Some of this is managed by your organisation.")
                                           : words.tr("Some of this is managed by your organisation ({name}).",
                                                      {{"name", safe(management.organisation)}});
}

} // namespace reseal::ui
