// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/manifest_file.hpp"

#include "agent/plugins/manifest.hpp"
#include "agent/plugins/wire/messages.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace reseal::check {
namespace {

using Json = nlohmann::json;

template <typename List>
bool contains(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

std::string textOf(const Json& in, const char* name) {
    const auto found = in.find(name);
    return found == in.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

LocalizedText localizedOf(const Json& in, const char* name) {
    LocalizedText texts;
    const auto found = in.find(name);
    if (found != in.end() && found->is_string()) {
        texts.emplace("en", found->get<std::string>());
    } else if (found != in.end() && found->is_object()) {
        for (const auto& [language, text] : found->items()) {
            texts.emplace(language, text.is_string() ? text.get<std::string>() : std::string());
        }
    }
    return texts;
}

Json listOf(const Json& in, const char* name) {
    const auto found = in.find(name);
    return found != in.end() && found->is_array() ? *found : Json::array();
}

std::vector<std::string> textsOf(const Json& in, const char* name) {
    std::vector<std::string> texts;
    for (const Json& one : listOf(in, name)) {
        if (one.is_string()) {
            texts.push_back(one.get<std::string>());
        }
    }
    return texts;
}

std::uint32_t numberOf(const Json& in, const char* name, std::uint32_t otherwise) {
    const auto found = in.find(name);
    return found != in.end() && found->is_number_unsigned() ? found->get<std::uint32_t>() : otherwise;
}

bool yes(const Json& in, const char* name) { return in.value(name, Json(false)) == Json(true); }

SettingDescription settingOf(const Json& json) {
    SettingDescription setting{textOf(json, "name"),
                               textOf(json, "type"),
                               localizedOf(json, "label"),
                               localizedOf(json, "hint"),
                               {},
                               yes(json, "required"),
                               textOf(json, "pattern"),
                               {}};
    if (const auto given = json.find("default"); given != json.end()) {
        setting.byDefault = given->is_string()    ? given->get<std::string>()
                            : given->is_boolean() ? (given->get<bool>() ? "yes" : "no")
                                                  : given->dump();
    }
    for (const Json& choice : listOf(json, "choices")) {
        if (choice.is_object()) {
            setting.choices.push_back({textOf(choice, "id"), localizedOf(choice, "label")});
        }
    }
    return setting;
}

void readFiles(const Json& json, Manifest& manifest) {
    manifest.module = textOf(json, "module");
    const auto files = json.find("files");
    if (files != json.end() && files->is_object()) {
        for (const auto& [path, digest] : files->items()) {
            manifest.files.emplace(path, digest.is_string() ? digest.get<std::string>() : std::string());
        }
    }
}

// What the agent would say to it.
std::string flawOf(const std::string& content) {
    const auto strict = plugins::readManifest(asBytes(content));
    return strict ? std::string() : strict.error().subject + ": " + strict.error().detail;
}

} // namespace

bool Manifest::is(std::string_view kind) const { return contains(kinds, kind); }
bool Manifest::has(std::string_view extension) const { return contains(extensions, extension); }
bool Manifest::may(std::string_view privilege) const { return contains(privileges, privilege); }

std::uint32_t Manifest::privilegeBits() const {
    return (may("files") ? wire::kMayFiles : 0) | (may("pcsc") ? wire::kMayPcsc : 0) |
           (may("network") ? wire::kMayNetwork : 0) | (may("exec") ? wire::kMayExec : 0);
}

std::string Manifest::modulePath() const { return (path.parent_path() / module).string(); }

std::optional<std::string> readFile(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || !(content << file.rdbuf())) {
        return std::nullopt;
    }
    return content.str();
}

Result<Manifest> readManifest(const std::filesystem::path& path) {
    const auto content = std::filesystem::is_regular_file(path) ? readFile(path) : std::nullopt;
    if (!content) {
        return Error{Category::damaged, "unreadable", "cannot be read", path.string()};
    }
    const Json json = Json::parse(*content, nullptr, false);
    if (!json.is_object()) {
        return Error{Category::damaged, "bad_json", "is no JSON object", path.string()};
    }
    Manifest manifest;
    manifest.path = std::filesystem::absolute(path);
    manifest.id = textOf(json, "id");
    manifest.version = textOf(json, "version");
    manifest.vendor = textOf(json, "vendor");
    manifest.name = localizedOf(json, "name");
    manifest.summary = localizedOf(json, "summary");
    manifest.kinds = textsOf(json, "kinds");
    manifest.extensions = textsOf(json, "extensions");
    manifest.os = textOf(json, "os");
    manifest.arch = textOf(json, "arch");
    readFiles(json, manifest);
    manifest.hosts = textsOf(json, "hosts");
    manifest.loopbackHttp = yes(json, "loopback_http");
    manifest.privileges = textsOf(json, "privileges");
    for (const Json& setting : listOf(json, "settings")) {
        if (setting.is_object()) {
            manifest.settings.push_back(settingOf(setting));
        }
    }
    manifest.memoryMb = numberOf(json, "memory_mb", manifest.memoryMb);
    manifest.flaw = flawOf(*content);
    return manifest;
}

} // namespace reseal::check
