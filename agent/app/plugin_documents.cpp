// SPDX-License-Identifier: Apache-2.0
#include "agent/app/plugin_documents.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string detailOf(const plugins::Refusal& refusal, const core::Texts& texts) {
    const std::string detail = core::fill(texts.translate(refusal.detail), refusal.gaps);
    return refusal.subject.empty() ? detail : refusal.subject + ": " + detail;
}

std::string mendOf(const plugins::Refusal& refusal, const core::Texts& texts) {
    return core::fill(texts.translate(refusal.mend), refusal.gaps);
}

Json settingOf(const plugins::PluginSetting& setting, const core::Texts& texts) {
    const plugins::SettingDescription& description = *setting.description;
    const bool secret = description.type == plugins::SettingType::secret;
    Json choices = Json::array();
    for (const plugins::SettingChoice& choice : description.choices) {
        choices.push_back({{"id", choice.id}, {"label", inLanguage(choice.label, texts.language())}});
    }
    return Json{{"name", description.name},
                {"type", plugins::name(description.type)},
                {"label", inLanguage(description.label, texts.language())},
                {"hint", orNull(inLanguage(description.hint, texts.language()))},
                {"value", secret ? Json(nullptr) : orNull(setting.value)},
                {"required", description.required},
                {"locked", setting.locked},
                {"source", plugins::name(setting.source)},
                {"choices", std::move(choices)},
                {"pattern", orNull(description.pattern)},
                {"problem", setting.problem ? Json(texts.translate(setting.problem->detail)) : Json(nullptr)}};
}

} // namespace

Json documentOf(const plugins::Plugin& plugin, const std::vector<plugins::PluginSetting>& settings,
                const core::Texts& texts) {
    const plugins::Manifest none;
    const plugins::Manifest& manifest = plugin.manifest ? *plugin.manifest : none;
    Json rows = Json::array();
    for (const plugins::PluginSetting& setting : settings) {
        rows.push_back(settingOf(setting, texts));
    }
    Json refused = nullptr;
    if (plugin.refusal) {
        refused = {{"code", plugin.refusal->code},
                   {"detail", detailOf(*plugin.refusal, texts)},
                   {"mend", mendOf(*plugin.refusal, texts)}};
    }
    const bool trusted = plugin.trustedBy != plugins::TrustSource::none;
    return Json{{"id", plugin.id},
                {"name", orNull(inLanguage(manifest.name, texts.language()))},
                {"version", orNull(manifest.version)},
                {"vendor", orNull(manifest.vendor)},
                {"summary", orNull(inLanguage(manifest.summary, texts.language()))},
                {"kinds", manifest.kinds},
                {"extensions", manifest.extensions},
                {"origin", plugins::name(plugin.origin)},
                {"folder", plugin.folder},
                {"state", plugins::name(plugin.state)},
                {"enabled", plugin.enabled},
                {"refused", std::move(refused)},
                {"signer", plugin.signer ? Json(plugin.signer->name) : Json(nullptr)},
                {"signer_sha256", plugin.signer ? Json(plugin.signer->sha256) : Json(nullptr)},
                {"trusted_by", trusted ? Json(plugins::name(plugin.trustedBy)) : Json(nullptr)},
                {"managed", plugin.managed},
                {"hosts", manifest.hosts},
                {"privileges", manifest.privileges},
                {"settings", std::move(rows)}};
}

std::string inWords(const plugins::Refusal& refusal, const core::Texts& texts) {
    return detailOf(refusal, texts) + " " + mendOf(refusal, texts);
}

Json documentOf(const plugins::Refusal& refusal, const std::string& subject, const core::Texts& texts) {
    return Json{{"error", refusal.code}, {"detail", inWords(refusal, texts)}, {"subject", orNull(subject)}};
}

} // namespace reseal::app
