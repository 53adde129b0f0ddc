// SPDX-License-Identifier: Apache-2.0
#include "agent/app/help_bundle.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/health_check.hpp"
#include "agent/app/log_file.hpp"
#include "agent/app/version.hpp"
#include "agent/base/log.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

constexpr std::size_t kLogBytes = std::size_t{1} << 20;

std::string section(const char* title, const std::string& body) {
    return std::string("== ") + title + "\n" + body + "\n";
}

std::string healthOf(const std::vector<core::HealthItem>& items) {
    std::string text;
    for (const core::HealthItem& item : items) {
        const bool path = item.subject.find('/') != std::string::npos;
        text += std::string(core::name(item.severity)) + " " + item.code + " " +
                (path ? logName(item.subject) : item.subject.substr(0, 12)) + "\n";
    }
    return text;
}

std::string certificatesOf(const core::Snapshot& snapshot) {
    std::string text;
    for (const core::InventoryEntry& entry : snapshot.entries) {
        const core::Due due = core::dueOf(entry.certificate);
        text += entry.certificate.id.substr(0, 12) + " " + stateOf(entry, snapshot.settings, snapshot.at) + " due " +
                isoTime(due.at) + (entry.keyKnown() ? " key" : "") + (entry.certificate.isCa ? " ca" : "") + " " +
                entry.certificate.algorithm + " seen " + std::to_string(entry.seen.size()) + "\n";
    }
    return text;
}

// The value as it may leave this computer: a command may hold addresses or passwords, a path names people.
std::string shownValue(const std::string& key, const std::string& value) {
    if (key == "notice_command" && !value.empty()) {
        return "(set)";
    }
    return value.find('/') == std::string::npos ? value : logName(value);
}

std::string settingsOf(const core::Settings& settings) {
    constexpr std::size_t kIdStart = 12;
    std::string text;
    for (const auto& [key, value] : core::toTexts(settings)) {
        const std::size_t dot = key.find('.'); // "thresholds.<certificate id>"
        const std::string name = dot == std::string::npos ? key : key.substr(0, dot + 1 + kIdStart);
        text += name + " = " + shownValue(key, value) + "\n";
    }
    return text;
}

std::string placesOf(const core::Snapshot& snapshot) {
    std::string text;
    for (const core::SourceState& state : snapshot.sources) {
        text += logName(state.source.path) + " " + state.mode + "\n";
    }
    for (const core::Refusal& refusal : snapshot.refusals) {
        text += logName(refusal.path) + " refused " + refusal.reason + "\n";
    }
    return text;
}

std::string pluginsOf(PluginShelf& shelf) {
    std::string text = std::string("policy ") + (shelf.policy().present ? "yes" : "no") + "\n";
    for (const plugins::Plugin& plugin : shelf.all()) {
        text += plugin.id + " " + (plugin.manifest ? plugin.manifest->version : "-") + " " +
                plugins::name(plugin.origin) + " " + plugins::name(plugin.state) + " " +
                (plugin.refusal ? plugin.refusal->code : plugins::name(plugin.trustedBy)) + "\n";
    }
    return text;
}

// What a plugin or a library wrote into the log may name files of the person.
std::string withoutHome(std::string text) {
    constexpr std::string_view kOfAName = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const std::string home = platform::homeFolder();
    for (std::size_t at = 0; home.size() > 1 && (at = text.find(home, at)) != std::string::npos; ++at) {
        const std::size_t end = at + home.size();
        if (end == text.size() || kOfAName.find(text[end]) == std::string_view::npos) { // not /home/anna2
            text.replace(at, home.size(), "~");
        }
    }
    return text;
}

} // namespace

Result<std::string> helpBundle(Engine& engine) {
    engine.plugins().judge();
    const auto snapshot = engine.snapshot();
    if (!snapshot) {
        return snapshot.error();
    }
    const Status sound = engine.profile().database().checkIntegrity();
    const std::string about = std::string("reseal ") + kVersion + "\n" + platform::systemDescription() + "\nlanguage " +
                              platform::systemLanguage() + "\nschema " +
                              std::to_string(storage::Database::schemaVersion()) + "\nintegrity " +
                              (sound ? "ok" : sound.error().reason) + "\nat " + isoTime(snapshot.value().at) + "\n";
    return section("Reseal", about) + section("Workplace", healthOf(checkWorkplace())) +
           section("Health", healthOf(snapshot.value().health)) +
           section("Settings", settingsOf(snapshot.value().settings)) +
           section("Places and refusals", placesOf(snapshot.value())) +
           section("Plugins", pluginsOf(engine.plugins())) + section("Certificates", certificatesOf(snapshot.value())) +
           section("Log", withoutHome(recentLog(engine.profile().folder(), kLogBytes)));
}

} // namespace reseal::app
