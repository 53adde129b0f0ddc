// SPDX-License-Identifier: Apache-2.0
// What the person decides about plugins. A value, kept as texts beside the other settings of the profile; policy wins
// over it. Any thread.
#pragma once

#include "agent/core/settings.hpp"

#include <map>
#include <set>
#include <string>

namespace reseal::plugins {

struct PluginChoices {
    bool developerMode = false;
    std::set<std::string> disabled;                                     // ids
    std::map<std::string, std::string> signers;                         // SHA-256 of a certificate to its name
    std::map<std::string, std::set<std::string>> granted;               // id to privileges
    std::map<std::string, std::map<std::string, std::string>> settings; // id to setting to value, as text
    std::map<std::string, std::set<std::string>> secrets;               // id to settings that lie in the keyring

    friend bool operator==(const PluginChoices&, const PluginChoices&) = default;
};

// Under plugin.developer_mode, plugin.disabled.<id>, plugin.signer.<sha256>, plugin.granted.<id>,
// plugin.setting.<id>.<name>, plugin.secret.<id>.<name>.
[[nodiscard]] core::SettingTexts toTexts(const PluginChoices& choices);
[[nodiscard]] PluginChoices choicesFrom(const core::SettingTexts& texts);

// What has to be stored to get from one to the other; an empty text takes away.
[[nodiscard]] core::SettingTexts difference(const PluginChoices& before, const PluginChoices& after);

} // namespace reseal::plugins
