// SPDX-License-Identifier: Apache-2.0
// The settings of a plugin as they hold: what policy locks, else what the person set, else what policy gives, else the
// manifest's default; each checked against the manifest. Secrets lie in the keyring. Any thread.
#pragma once

#include "agent/plugins/choices.hpp"
#include "agent/plugins/manifest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::plugins {

enum class ValueSource : std::uint8_t { none, byDefault, policy, person, keyring };
[[nodiscard]] const char* name(ValueSource source); // "none", "default", "policy", "person", "keyring"

struct PluginSetting {
    const SettingDescription* description = nullptr; // of the manifest that was given
    std::string value;                               // empty where it is in the keyring
    ValueSource source = ValueSource::none;
    bool locked = false;
    std::optional<Error> problem; // it is required and missing, or policy gives what the plugin does not take
};

// In the manifest's order. A value of the person that no longer fits is passed over.
[[nodiscard]] std::vector<PluginSetting> settingsOf(const Manifest& manifest, const core::GivenSettings& given,
                                                    const PluginChoices& choices);

// The value as it is kept ("yes" for "on"). usage, bad_setting: the detail says what fits. The subject is the name.
[[nodiscard]] Result<std::string> checkValue(const SettingDescription& description, const std::string& value);

// Under which the keyring has a secret.
[[nodiscard]] std::string keyringName(const std::string& pluginId, const std::string& setting);

} // namespace reseal::plugins
