// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/choices.hpp"

#include <string_view>

namespace reseal::plugins {
namespace {

constexpr std::string_view kDeveloperMode = "plugin.developer_mode";
constexpr std::string_view kDisabled = "plugin.disabled.";
constexpr std::string_view kSigner = "plugin.signer.";
constexpr std::string_view kGranted = "plugin.granted.";
constexpr std::string_view kSetting = "plugin.setting.";
constexpr std::string_view kSecret = "plugin.secret.";

std::string joined(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ",") + word;
    }
    return text;
}

std::set<std::string> split(std::string_view text) {
    std::set<std::string> words;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        words.emplace(text.substr(0, comma));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return words;
}

struct Key {
    std::string id;
    std::string name;
};

// "<id>.<name>": an id has no dot.
Key parted(std::string_view rest) {
    const std::size_t dot = rest.find('.');
    return {std::string(rest.substr(0, dot)),
            dot == std::string_view::npos ? std::string() : std::string(rest.substr(dot + 1))};
}

} // namespace

core::SettingTexts toTexts(const PluginChoices& choices) {
    core::SettingTexts texts;
    const auto put = [&](std::string_view prefix, const std::string& rest, const std::string& value) {
        texts[std::string(prefix) + rest] = value;
    };
    if (choices.developerMode) {
        put(kDeveloperMode, {}, "yes");
    }
    for (const std::string& id : choices.disabled) {
        put(kDisabled, id, "yes");
    }
    for (const auto& [sha256, name] : choices.signers) {
        put(kSigner, sha256, name.empty() ? "-" : name);
    }
    for (const auto& [id, privileges] : choices.granted) {
        put(kGranted, id, joined(privileges));
    }
    for (const auto& [id, settings] : choices.settings) {
        for (const auto& [name, value] : settings) {
            put(kSetting, id + "." + name, value);
        }
    }
    for (const auto& [id, names] : choices.secrets) {
        for (const std::string& name : names) {
            put(kSecret, id + "." + name, "keyring");
        }
    }
    std::erase_if(texts, [](const auto& text) { return text.second.empty(); });
    return texts;
}

PluginChoices choicesFrom(const core::SettingTexts& texts) {
    PluginChoices choices;
    for (const auto& [key, value] : texts) {
        const std::string_view name = key;
        if (name == kDeveloperMode) {
            choices.developerMode = value == "yes";
        } else if (name.starts_with(kDisabled)) {
            choices.disabled.emplace(name.substr(kDisabled.size()));
        } else if (name.starts_with(kSigner)) {
            choices.signers[std::string(name.substr(kSigner.size()))] = value;
        } else if (name.starts_with(kGranted)) {
            choices.granted[std::string(name.substr(kGranted.size()))] = split(value);
        } else if (name.starts_with(kSetting)) {
            const Key setting = parted(name.substr(kSetting.size()));
            choices.settings[setting.id][setting.name] = value;
        } else if (name.starts_with(kSecret)) {
            const Key secret = parted(name.substr(kSecret.size()));
            choices.secrets[secret.id].insert(secret.name);
        }
    }
    return choices;
}

core::SettingTexts difference(const PluginChoices& before, const PluginChoices& after) {
    core::SettingTexts texts = toTexts(after);
    for (const auto& [key, value] : toTexts(before)) {
        texts.try_emplace(key, "");
    }
    return texts;
}

} // namespace reseal::plugins
