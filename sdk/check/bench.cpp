// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/bench.hpp"

#include <reseal/keys.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <regex>

namespace reseal::check {
namespace {

using Json = nlohmann::json;
using wire::Item;
namespace fs = std::filesystem;

std::map<std::string, std::string> textsOf(const Json& json, const char* field) {
    std::map<std::string, std::string> texts;
    if (const auto found = json.find(field); found != json.end() && found->is_object()) {
        for (const auto& [name, value] : found->items()) {
            texts.emplace(name, value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
    return texts;
}

std::uint64_t hashOf(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
    }
    return hash;
}

bool fits(const std::string& value, const std::string& pattern) {
    try {
        return pattern.empty() || std::regex_match(value, std::regex(pattern));
    } catch (const std::regex_error&) {
        return true;
    }
}

} // namespace

Result<Given> readGiven(const std::string& path) {
    if (path.empty()) {
        return Given();
    }
    const Json json = Json::parse(readFile(path).value_or(""), nullptr, false);
    if (!json.is_object()) {
        return Error{Category::usage, "bad_settings", "is no JSON object", path};
    }
    Given given{textsOf(json, "settings"), textsOf(json, "answers"), {}};
    const auto http = json.find("http");
    for (const Json& one : http != json.end() && http->is_array() ? *http : Json::array()) {
        if (!one.is_object()) {
            return Error{Category::usage, "bad_settings", "\"http\" has to be a list of objects", path};
        }
        HttpAnswer answer{one.value("method", ""), one.value("url", ""), one.value("status", 200),
                          textsOf(one, "headers"), one.value("body", "")};
        if (const std::string coded = one.value("body_base64", ""); !coded.empty()) {
            answer.body = fromBase64(coded);
        }
        given.http.push_back(std::move(answer));
    }
    return given;
}

Bench::Bench(Manifest itsManifest, Plan itsPlan, Given itsGiven, fs::path itsScratch)
    : manifest(std::move(itsManifest)), plan(std::move(itsPlan)), given(std::move(itsGiven)),
      scratch(std::move(itsScratch)), issuer_(kNow, scratch.parent_path()) {
    emptyFolders();
}

std::chrono::milliseconds Bench::scaled(std::chrono::milliseconds time) const {
    return std::chrono::milliseconds(static_cast<long long>(static_cast<double>(time.count()) * plan.timeScale));
}

fs::path Bench::folder(const std::string& name) const {
    const fs::path path = scratch / "work" / name;
    fs::create_directories(path);
    return path;
}

void Bench::emptyFolders() const {
    fs::remove_all(scratch / "work");
    for (const SettingDescription& setting : manifest.settings) {
        if (setting.type == "folder") {
            static_cast<void>(folder(setting.name));
        } else if (setting.type == "file") {
            std::ofstream(folder("files") / setting.name) << "a file for " << setting.name << "\n";
        }
    }
}

Random Bench::random(std::string_view purpose) const { return Random(plan.seed ^ hashOf(purpose)); }

std::string Bench::valueOf(const SettingDescription& setting, bool sparse) const {
    if (const auto found = given.settings.find(setting.name); found != given.settings.end()) {
        return found->second;
    }
    if (!setting.byDefault.empty() || (sparse && !setting.required)) {
        return setting.byDefault;
    }
    if (setting.type == "folder") {
        return folder(setting.name).string();
    }
    if (setting.type == "file") {
        return (folder("files") / setting.name).string();
    }
    if (setting.type == "choice") {
        return setting.choices.empty() ? std::string() : setting.choices.front().id;
    }
    if (setting.type == "switch") {
        return "no";
    }
    if (!setting.required && setting.type != "secret") {
        return {};
    }
    for (const char* const candidate :
         {"test", "1", "https://ca.example.kz", "ca.example.kz", "+77010000000", "test@example.kz", "123456789012"}) {
        if (fits(candidate, setting.type == "number" ? "[0-9]+" : setting.pattern)) {
            return candidate;
        }
    }
    return "test";
}

wire::Items Bench::settings(bool sparse) const {
    wire::Items items;
    for (const SettingDescription& setting : manifest.settings) {
        const std::string value = valueOf(setting, sparse);
        if (value.empty()) {
            continue;
        }
        const std::string key = RESEAL_KEY_SETTING + setting.name;
        items.push_back(setting.type == "secret" ? Item::ofSecret(key, value) : Item::ofText(key, value));
    }
    return items;
}

wire::Items Bench::everywhere() {
    return {Item::ofText(RESEAL_KEY_LANGUAGE, "en"), Item::ofNumber(RESEAL_KEY_NOW_MS, kNow)};
}

wire::Items Bench::about(const std::string& purpose, bool sparse) {
    wire::Items items = everywhere();
    std::ranges::move(settings(sparse), std::back_inserter(items));
    items.push_back(Item::ofText(RESEAL_KEY_PURPOSE, purpose));
    if (purpose == "renew") {
        items.push_back(Item::ofBytes(RESEAL_KEY_OLD_CERTIFICATE, issuer_.oldCertificate()));
        items.push_back(Item::ofBytes(RESEAL_KEY_OLD_CHAIN, issuer_.authority()));
        items.push_back(Item::ofText(RESEAL_KEY_OLD_KEY, "ready"));
    }
    if (!sparse) {
        items.push_back(Item::ofText(std::string(RESEAL_KEY_HOLDER) + "common-name", "Test Holder"));
        items.push_back(Item::ofText(std::string(RESEAL_KEY_HOLDER) + "country", "KZ"));
        items.push_back(Item::ofText(std::string(RESEAL_KEY_HOLDER) + "email", "test@example.kz"));
    }
    return items;
}

wire::Id idOf(std::string_view name) {
    wire::Id id{};
    for (std::size_t i = 0; i < id.size(); ++i) {
        id[i] = static_cast<std::uint8_t>(hashOf(std::string(name) + static_cast<char>('a' + i)) >> 32U);
    }
    return id;
}

} // namespace reseal::check
