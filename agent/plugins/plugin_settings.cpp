// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/plugin_settings.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace reseal::plugins {
namespace {

constexpr std::size_t kLongestValue = 4096;
constexpr std::size_t kLongestPatterned = 256; // matching takes its length times the pattern's
constexpr std::size_t kMostDigits = 18;

bool isNumber(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    return !text.empty() && text.size() <= kMostDigits &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isAbsolute(const std::string& path) {
#if defined(_WIN32)
    return path.size() > 2 && (path[1] == ':' || path.starts_with("\\\\"));
#else
    return path.starts_with('/');
#endif
}

// A pattern that backtracks without end must not hang the agent.
bool matchesPattern(const std::string& value, const std::string& pattern) try {
    auto how = std::regex::ECMAScript;
#if defined(__GLIBCXX__)
    how |= std::regex_constants::__polynomial;
#endif
    return pattern.empty() || std::regex_match(value, std::regex(pattern, how));
} catch (const std::regex_error&) {
    return false;
}

// Why the value does not fit, or null; `value` becomes what is kept.
const char* objection(const SettingDescription& description, std::string& value) {
    switch (description.type) {
    case SettingType::number:
        return isNumber(value) ? nullptr : N_("This has to be a whole number.");
    case SettingType::choice:
        return std::ranges::find(description.choices, value, &SettingChoice::id) == description.choices.end()
                   ? N_("This has to be one of the choices; 'reseal plugin info' lists them.")
                   : nullptr;
    case SettingType::folder:
    case SettingType::file:
        return isAbsolute(value) ? nullptr : N_("This has to be a full path.");
    case SettingType::onOff:
        if (value == "yes" || value == "true" || value == "on" || value == "1") {
            value = "yes";
        } else if (value == "no" || value == "false" || value == "off" || value == "0") {
            value = "no";
        } else {
            return N_("This has to be yes or no.");
        }
        return nullptr;
    case SettingType::text:
    case SettingType::secret:
        return nullptr;
    }
    return nullptr;
}

void take(PluginSetting& setting, const std::string& value, ValueSource source) {
    if (value.empty()) {
        return;
    }
    auto checked = checkValue(*setting.description, value);
    if (checked) {
        setting.value = std::move(checked).value();
        setting.source = source;
    } else if (source == ValueSource::policy) {
        setting.problem = checked.error();
    }
}

} // namespace

const char* name(ValueSource source) {
    static constexpr std::array kNames{"none", "default", "policy", "person", "keyring"};
    return kNames.at(static_cast<std::size_t>(source));
}

Result<std::string> checkValue(const SettingDescription& description, const std::string& value) {
    const auto refuse = [&](const char* detail) {
        return Error{Category::usage, "bad_setting", detail, description.name};
    };
    std::string kept = value;
    if (value.size() > (description.pattern.empty() ? kLongestValue : kLongestPatterned)) {
        return refuse(N_("This text is too long; shorten it."));
    }
    if (std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
        return refuse(N_("This text holds line breaks or control characters; take them out."));
    }
    if (const char* detail = objection(description, kept)) {
        return refuse(detail);
    }
    if (!matchesPattern(kept, description.pattern)) {
        return refuse(N_("This does not have the form that the plugin asks for; 'reseal plugin info' shows it."));
    }
    return kept;
}

std::vector<PluginSetting> settingsOf(const Manifest& manifest, const core::GivenSettings& given,
                                      const PluginChoices& choices) {
    static const std::map<std::string, std::string> kNothing;
    const auto chosen = choices.settings.find(manifest.id);
    const auto& own = chosen == choices.settings.end() ? kNothing : chosen->second;
    const auto secrets = choices.secrets.find(manifest.id);
    std::vector<PluginSetting> settings;
    for (const SettingDescription& description : manifest.settings) {
        PluginSetting setting{&description, {}, ValueSource::none, false, {}};
        take(setting, description.byDefault, ValueSource::byDefault);
        const auto byPolicy = given.find(description.name);
        if (byPolicy != given.end()) {
            take(setting, byPolicy->second.value, ValueSource::policy);
            setting.locked = byPolicy->second.locked;
        }
        if (!setting.locked) {
            if (const auto found = own.find(description.name); found != own.end()) {
                take(setting, found->second, ValueSource::person);
            }
            if (secrets != choices.secrets.end() && secrets->second.contains(description.name)) {
                setting.value.clear();
                setting.source = ValueSource::keyring;
            }
        }
        if (description.required && setting.source == ValueSource::none && !setting.problem) {
            setting.problem = Error{Category::usage, "setting_missing",
                                    N_("The plugin cannot work without this setting."), description.name};
        }
        settings.push_back(std::move(setting));
    }
    return settings;
}

std::string keyringName(const std::string& pluginId, const std::string& setting) {
    return "plugin:" + pluginId + ":" + setting;
}

} // namespace reseal::plugins
