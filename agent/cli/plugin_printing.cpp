// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/plugin_printing.hpp"

#include "agent/base/result.hpp"
#include "agent/core/text_safety.hpp"

#include <nlohmann/json.hpp>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string safe(const Json& value) {
    constexpr std::size_t kLongest = 8192;
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
}

std::string row(const std::string& label, const std::string& value) {
    return value.empty() ? std::string() : "  " + label + ": " + value + "\n";
}

std::string joined(const Json& list) {
    std::string text;
    for (const auto& item : list) {
        text += (text.empty() ? "" : ", ") + safe(item);
    }
    return text;
}

} // namespace

std::string PluginPrinting::state(const Json& plugin) const {
    const std::string word = safe(plugin.at("state"));
    return texts_.translate(word == "ready" ? N_("ready") : word == "disabled" ? N_("switched off") : N_("refused"));
}

std::string PluginPrinting::list(const Json& document) const {
    std::string text;
    for (const auto& plugin : document.at("plugins")) {
        text += safe(plugin.at("id")) + "  " + safe(plugin.at("version")) + "  " + state(plugin) + "  " +
                safe(plugin.at("name")) + "\n";
        if (plugin.at("refused").is_object()) {
            text += "     " + safe(plugin.at("refused").at("detail")) + "\n     " +
                    safe(plugin.at("refused").at("mend")) + "\n";
        }
    }
    if (text.empty()) {
        text = texts_.translate(N_("No plugins.")) + "\n";
    }
    if (document.at("developer_mode").get<bool>()) {
        text += texts_.translate(N_("Developer mode is on: plugins are loaded that nobody vouches for.")) + "\n";
    }
    const std::string manager = safe(document.at("managed_by"));
    return text + (manager.empty() ? "" : texts_.translate(N_("Managed by")) + ": " + manager + "\n");
}

std::string PluginPrinting::settings(const Json& plugin) const {
    std::string text;
    for (const auto& setting : plugin.at("settings")) {
        std::string value = safe(setting.at("value"));
        if (setting.at("source") == "keyring") {
            value = texts_.translate(N_("(in the keyring)"));
        }
        text += "  " + safe(setting.at("name")) + " = " + value;
        if (setting.at("locked").get<bool>()) {
            text += "  (" + texts_.translate(N_("managed by your organisation")) + ")";
        }
        text += "\n     " + safe(setting.at("label"));
        std::string choices;
        for (const auto& choice : setting.at("choices")) {
            choices += (choices.empty() ? ": " : ", ") + safe(choice.at("id"));
        }
        text += choices;
        const std::string pattern = safe(setting.at("pattern"));
        text += pattern.empty() ? "" : ": " + pattern;
        const std::string problem = safe(setting.at("problem"));
        text += (problem.empty() ? "" : "\n     " + problem) + "\n";
    }
    return text;
}

std::string PluginPrinting::details(const Json& plugin) const {
    const std::string name = safe(plugin.at("name"));
    std::string text = safe(plugin.at("id")) + (name.empty() ? "" : ", " + name) + "\n";
    text += row(texts_.translate(N_("State")), state(plugin));
    if (plugin.at("refused").is_object()) {
        text += row(texts_.translate(N_("Why")), safe(plugin.at("refused").at("detail")));
        text += row(texts_.translate(N_("What to do")), safe(plugin.at("refused").at("mend")));
    }
    text += row(texts_.translate(N_("Version")), safe(plugin.at("version")));
    text += row(texts_.translate(N_("Vendor")), safe(plugin.at("vendor")));
    text += row(texts_.translate(N_("Signer")), safe(plugin.at("signer")));
    text += row("SHA-256", safe(plugin.at("signer_sha256")));
    const std::string by = safe(plugin.at("trusted_by"));
    const char* source = by == "build"    ? N_("this build of Reseal")
                         : by == "policy" ? N_("your organisation")
                         : by == "person" ? N_("you")
                                          : N_("nobody: developer mode is on");
    text += by.empty() ? std::string() : row(texts_.translate(N_("Trusted by")), texts_.translate(source));
    text += row(texts_.translate(N_("Privileges")), joined(plugin.at("privileges")));
    text += row(texts_.translate(N_("Hosts")), joined(plugin.at("hosts")));
    text += row(texts_.translate(N_("Folder")), safe(plugin.at("folder")));
    return text + settings(plugin);
}

std::string PluginPrinting::print(const std::string& command, const Json& document) const {
    if (document.contains("plugins")) {
        return list(document);
    }
    if (!document.contains("plugin")) {
        return {};
    }
    const Json& plugin = document.at("plugin");
    if (command == "plugin_info" || command == "plugin_trust" || command == "plugin_check") {
        return details(plugin);
    }
    if (command == "plugin_set") {
        return settings(plugin);
    }
    return safe(plugin.at("id")) + "  " + safe(plugin.at("version")) + "  " + state(plugin) + "\n";
}

} // namespace reseal::cli
