// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/manifest_file.hpp"

#include "agent/plugins/wire/messages.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

namespace reseal::check {
namespace {

using Json = nlohmann::json;

template <typename List>
bool contains(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

// Reads fields and notes what is wrong with them.
class Reader {
public:
    explicit Reader(Manifest& manifest) : manifest_(manifest) {}

    void flaw(const std::string& field, const std::string& what) { manifest_.flaws.push_back(field + ": " + what); }

    const Json* field(const Json& in, const std::string& where, const char* name, bool required) {
        const auto found = in.find(name);
        if (found == in.end() && required) {
            flaw(where + name, "is missing");
        }
        return found == in.end() ? nullptr : &*found;
    }
    std::string text(const Json& in, const std::string& where, const char* name, bool required,
                     const char* pattern = nullptr) {
        const Json* const value = field(in, where, name, required);
        if (value == nullptr) {
            return {};
        }
        if (!value->is_string()) {
            flaw(where + name, "has to be a text");
            return {};
        }
        std::string text = value->get<std::string>();
        if (pattern != nullptr && !std::regex_match(text, std::regex(pattern))) {
            flaw(where + name, "\"" + text + "\" does not fit " + pattern);
        }
        return text;
    }
    LocalizedText localized(const Json& in, const std::string& where, const char* name, bool required) {
        const Json* const value = field(in, where, name, required);
        LocalizedText texts;
        if (value == nullptr) {
            return texts;
        }
        if (value->is_string()) {
            return {{"en", value->get<std::string>()}};
        }
        if (value->is_object()) {
            for (const auto& [language, text] : value->items()) {
                texts.emplace(language, text.is_string() ? text.get<std::string>() : std::string());
            }
        }
        if (!texts.contains("en")) {
            flaw(where + name, "has to be a text, or {\"en\", \"ru\", \"kk\"} with \"en\" among them");
        }
        return texts;
    }
    std::vector<std::string> texts(const Json& in, const char* name, bool required) {
        const Json* const value = field(in, "", name, required);
        std::vector<std::string> list;
        if (value != nullptr && !value->is_array()) {
            flaw(name, "has to be a list of texts");
            return list;
        }
        for (const Json& one : value != nullptr ? *value : Json::array()) {
            if (one.is_string()) {
                list.push_back(one.get<std::string>());
            } else {
                flaw(name, "has to be a list of texts");
            }
        }
        return list;
    }
    std::int64_t number(const Json& in, const char* name, bool required, std::int64_t least, std::int64_t most,
                        std::int64_t otherwise) {
        const Json* const value = field(in, "", name, required);
        if (value == nullptr) {
            return otherwise;
        }
        if (!value->is_number_integer() || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most) {
            flaw(name, "has to be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
            return otherwise;
        }
        return value->get<std::int64_t>();
    }

private:
    Manifest& manifest_;
};

void readFiles(Reader& reader, const Json& json, Manifest& manifest) {
    manifest.module = reader.text(json, "", "module", true, "[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,127}");
    const Json* const files = reader.field(json, "", "files", true);
    if (files == nullptr) {
        return;
    }
    for (const auto& [path, digest] : files->items()) {
        if (!digest.is_string() || !std::regex_match(digest.get<std::string>(), std::regex("[0-9a-fA-F]{64}"))) {
            reader.flaw("files." + path, "has to be a SHA-256 of 64 hexadecimal digits");
        } else if (path.starts_with('/') || path.find("..") != std::string::npos) {
            reader.flaw("files." + path, "has to lie below the plugin's folder");
        } else {
            manifest.files.emplace(path, digest.get<std::string>());
        }
    }
    if (!manifest.files.contains(manifest.module)) {
        reader.flaw("files", "the module is not among them");
    }
}

void readSettings(Reader& reader, const Json& json, Manifest& manifest) {
    static const std::vector<std::string> types{"text", "number", "choice", "folder", "file", "secret", "switch"};
    const Json* const settings = reader.field(json, "", "settings", false);
    for (const Json& one : settings != nullptr && settings->is_array() ? *settings : Json::array()) {
        const std::string where = "settings." + std::to_string(manifest.settings.size()) + ".";
        if (!one.is_object()) {
            reader.flaw(where, "has to be an object");
            continue;
        }
        SettingDescription setting;
        setting.name = reader.text(one, where, "name", true, "[a-z0-9_-]{1,64}");
        setting.type = reader.text(one, where, "type", true);
        setting.label = reader.localized(one, where, "label", true);
        setting.hint = reader.localized(one, where, "hint", false);
        setting.pattern = reader.text(one, where, "pattern", false);
        setting.required = one.value("required", Json(false)) == Json(true);
        if (const auto given = one.find("default"); given != one.end()) {
            setting.byDefault = given->is_string()    ? given->get<std::string>()
                                : given->is_boolean() ? (given->get<bool>() ? "yes" : "no")
                                                      : given->dump();
        }
        const auto choices = one.find("choices");
        for (const Json& choice : choices != one.end() && choices->is_array() ? *choices : Json::array()) {
            setting.choices.push_back({reader.text(choice, where + "choices.", "id", true),
                                       reader.localized(choice, where + "choices.", "label", true)});
        }
        if (!contains(types, setting.type)) {
            reader.flaw(where + "type", "\"" + setting.type + "\" is no type of setting");
        }
        if ((setting.type == "choice") == setting.choices.empty()) {
            reader.flaw(where + "choices", "a choice has them, no other setting does");
        }
        manifest.settings.push_back(std::move(setting));
    }
}

void readLists(Reader& reader, const Json& json, Manifest& manifest) {
    manifest.kinds = reader.texts(json, "kinds", true);
    manifest.extensions = reader.texts(json, "extensions", true);
    manifest.hosts = reader.texts(json, "hosts", false);
    manifest.privileges = reader.texts(json, "privileges", false);
    const auto only = [&](const char* field, const std::vector<std::string>& list,
                          const std::vector<std::string>& known) {
        for (const std::string& one : list) {
            if (!contains(known, one)) {
                reader.flaw(field, "\"" + one + "\" is not known");
            }
        }
    };
    only("kinds", manifest.kinds, {"ca", "token"});
    only("privileges", manifest.privileges, {"files", "pcsc", "network", "exec"});
    for (const std::string& kind : manifest.kinds) {
        if (!manifest.has("reseal." + kind + "/1")) {
            reader.flaw("extensions", "a plugin of kind \"" + kind + "\" has reseal." + kind + "/1");
        }
    }
    for (const std::string& host : manifest.hosts) {
        if (!std::regex_match(host, std::regex(R"((\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?)"))) {
            reader.flaw("hosts", "\"" + host + "\" is no host such as ca.example.kz or *.example.kz");
        }
    }
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
    Reader reader(manifest);
    reader.number(json, "manifest", true, 1, 1, 1);
    reader.number(json, "abi", true, 1, 1, 1);
    manifest.id = reader.text(json, "", "id", true, "[a-z0-9-]{1,32}");
    manifest.version = reader.text(json, "", "version", true, "[0-9]{1,9}(\\.[0-9]{1,9}){1,3}");
    manifest.vendor = reader.text(json, "", "vendor", true);
    manifest.name = reader.localized(json, "", "name", true);
    manifest.summary = reader.localized(json, "", "summary", false);
    manifest.os = reader.text(json, "", "os", true, "linux|windows");
    manifest.arch = reader.text(json, "", "arch", true, "x86_64|aarch64|x86");
    readFiles(reader, json, manifest);
    readLists(reader, json, manifest);
    readSettings(reader, json, manifest);
    manifest.loopbackHttp = json.value("loopback_http", Json(false)) == Json(true);
    manifest.minCookieVersion = static_cast<int>(reader.number(json, "min_cookie_version", false, 0, 255, 0));
    manifest.memoryMb = static_cast<std::uint32_t>(reader.number(json, "memory_mb", false, 16, 2048, 1024));
    for (const std::string& field : reader.texts(json, "critical", false)) {
        if (!json.contains(field)) {
            reader.flaw("critical", "\"" + field + "\" is not there");
        }
    }
    return manifest;
}

} // namespace reseal::check
