// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/plugin_list.hpp"

#include "agent/core/text_safety.hpp"

namespace reseal::ui {
namespace {

constexpr std::size_t kLongestName = 200;

std::string safe(const std::string& text) { return core::displaySafe(text, kLongestName); }

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

// "May use your files, smart-card readers."; empty where it asks for nothing.
std::string privilegesOf(const core::PluginView& plugin, const Words& words) {
    std::string list;
    for (const std::string& privilege : plugin.privileges) {
        list += (list.empty() ? "" : ", ") + words.tr(inWords(privilege));
    }
    return list.empty() ? list : words.tr("May use: {privileges}.", {{"privileges", list}});
}

std::string detailsOf(const core::PluginView& plugin, const Words& words) {
    if (plugin.state == "refused") {
        core::Gaps gaps;
        for (const auto& [gap, value] : plugin.gaps) {
            gaps[gap] = safe(value);
        }
        return words.tr(plugin.detail.c_str(), gaps) + " " + words.tr(plugin.mend.c_str(), gaps);
    }
    return safe(plugin.vendor) + "\n" + privilegesOf(plugin, words);
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
        row.details = detailsOf(plugin, words);
        row.mayEnable = plugin.mayBeEnabled;
        row.mayDisable = plugin.state == "ready";
        row.mayTrust = plugin.mayBeTrusted;
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
        text += "\n" + privilegesOf(plugin, words);
    }
    return text + "\n\n" + words.tr("Trust it only if you know this signer and the SHA-256 is the one it published.");
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
