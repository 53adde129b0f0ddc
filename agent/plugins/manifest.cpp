// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/manifest.hpp"

#include "agent/plugins/host_pattern.hpp"
#include "agent/plugins/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <set>

namespace reseal::plugins {
namespace {

constexpr int kFormat = 1;
constexpr int kAbi = 1;
constexpr std::size_t kMostFiles = 256;
constexpr std::size_t kLongestPath = 200;
constexpr std::size_t kMostLevels = 8;

constexpr std::array kKnownFields{"manifest",   "id",           "version",      "vendor",     "name",
                                  "summary",    "abi",          "kinds",        "extensions", "os",
                                  "arch",       "module",       "files",        "hosts",      "loopback_http",
                                  "privileges", "settings",     "issuers",      "critical",   "min_cookie_version",
                                  "memory_mb",  "renews_pairs", "other_issuers"};
constexpr std::array kPrivileges{"files", "pcsc", "network", "exec"};
constexpr std::array kKinds{"ca", "token"};
constexpr std::array<std::pair<const char*, SettingType>, 7> kTypes{{{"text", SettingType::text},
                                                                     {"number", SettingType::number},
                                                                     {"choice", SettingType::choice},
                                                                     {"folder", SettingType::folder},
                                                                     {"file", SettingType::file},
                                                                     {"secret", SettingType::secret},
                                                                     {"switch", SettingType::onOff}}};

template <typename List>
bool contains(const List& list, std::string_view text) {
    return std::ranges::find(list, text) != list.end();
}

bool consistsOf(std::string_view text, std::size_t most, std::string_view others) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
    });
}

bool isFileName(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-' || c == '+';
    };
    return !name.empty() && name.size() <= 128 && name.front() != '.' && std::ranges::all_of(name, fits);
}

// Below the plugin's folder, whatever it is joined to.
bool isRelativePath(std::string_view path) {
    if (path.size() > kLongestPath) {
        return false;
    }
    for (std::size_t level = 0; level < kMostLevels; ++level) {
        const std::size_t slash = path.find('/');
        if (!isFileName(path.substr(0, slash))) {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        path.remove_prefix(slash + 1);
    }
    return false;
}

bool isHex(std::string_view text) {
    return text.size() % 2 == 0 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

void readFiles(Fields& fields, Manifest& manifest) {
    for (const auto& [path, digest] : fields.textMap("files", Need::required, kMostFiles)) {
        const std::string field = "files." + path;
        const std::string bytes = isHex(digest) ? fromHex(digest) : std::string();
        if (!isRelativePath(path)) {
            fields.refuse(field,
                          N_("A file is named by its path below the plugin's folder: letters, digits and . _ - +, "
                             "no name that begins with a dot."));
        } else if (path == kManifestName || path == kSignatureName) {
            fields.refuse(field, N_("The manifest and its signature are not listed; take this line out."));
        } else if (bytes.size() != sizeof(Sha256)) {
            fields.refuse(field, N_("This has to be the SHA-256 of the file: 64 hexadecimal digits."));
        } else {
            std::ranges::copy(bytes, manifest.files[path].begin());
        }
    }
    manifest.module = fields.text("module", Need::required);
    if (fields.sound() && !isFileName(manifest.module)) {
        fields.refuse("module", N_("This has to be a plain file name, without folders."));
    }
    if (fields.sound() && !manifest.files.contains(manifest.module)) {
        fields.refuse("files", N_("The module is not among the files; add it with its SHA-256."));
    }
}

// How far "{2,64}" and the like may blow a pattern up, at most: every one of them multiplied.
bool repeatsTooOften(std::string_view pattern) {
    constexpr unsigned long kMost = 4000;
    unsigned long product = 1;
    bool counting = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        counting = pattern[i] == '{' || (counting && pattern[i] != '}');
        if (counting && pattern[i] >= '0' && pattern[i] <= '9') {
            unsigned long count = 0;
            const auto [end, error] = std::from_chars(pattern.data() + i, pattern.data() + pattern.size(), count);
            i = static_cast<std::size_t>(end - pattern.data()) - 1;
            if (error != std::errc() || count > kMost || (product *= std::max(count, 1UL)) > kMost) {
                return true;
            }
        }
    }
    return false;
}

void readChoices(Fields& fields, SettingDescription& setting) {
    fields.eachOfList("choices", Need::optional, 64, [&](Fields& item) {
        SettingChoice choice{item.text("id", Need::required, 64), item.localized("label", Need::required)};
        if (std::ranges::find(setting.choices, choice.id, &SettingChoice::id) != setting.choices.end()) {
            item.refuse("id", N_("This name stands twice in the same place; keep one of them."));
        }
        setting.choices.push_back(std::move(choice));
    });
    if ((setting.type == SettingType::choice) == setting.choices.empty()) {
        fields.refuse("choices", N_("A setting of type choice needs choices; the others have none."));
    }
}

void readSetting(Fields& fields, Manifest& manifest) {
    SettingDescription setting;
    setting.name = fields.text("name", Need::required, 64);
    if (fields.sound() && !consistsOf(setting.name, 64, "_-")) {
        fields.refuse("name", N_("The name of a setting is 1 to 64 characters out of a-z, 0-9, _ and -."));
    }
    if (fields.sound() && manifest.setting(setting.name) != nullptr) {
        fields.refuse("name", N_("This name stands twice in the same place; keep one of them."));
    }
    const std::string type = fields.text("type", Need::required);
    const auto* known = std::ranges::find(kTypes, type, [](const auto& row) { return std::string_view(row.first); });
    if (known == kTypes.end()) {
        fields.refuse("type", N_("A setting is a text, number, choice, folder, file, secret or switch."));
        return;
    }
    setting.type = known->second;
    setting.label = fields.localized("label", Need::required);
    setting.hint = fields.localized("hint", Need::optional);
    setting.byDefault = fields.anyText("default");
    setting.required = fields.yesNo("required", false);
    setting.pattern = fields.text("pattern", Need::optional);
    if (repeatsTooOften(setting.pattern)) {
        fields.refuse("pattern", N_("The pattern repeats its parts too often; make the counts in braces smaller."));
    }
    readChoices(fields, setting);
    if (setting.type == SettingType::secret && !setting.byDefault.empty()) {
        fields.refuse("default", N_("A secret has no default; take it out."));
    }
    manifest.settings.push_back(std::move(setting));
}

void readIssuer(Fields& fields, Manifest& manifest) {
    IssuerMatch issuer{fields.text("common_name", Need::optional), fields.text("organization", Need::optional),
                       fields.text("key_id", Need::optional)};
    if (!isHex(issuer.keyId)) {
        fields.refuse("key_id", N_("This has to be hexadecimal digits without spaces or colons."));
    }
    std::ranges::transform(issuer.keyId, issuer.keyId.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (fields.sound() && issuer.commonName.empty() && issuer.organization.empty() && issuer.keyId.empty()) {
        fields.refuse("", N_("An issuer is told by its common_name, its organization or its key_id; give one."));
    }
    manifest.issuers.push_back(std::move(issuer));
}

void readReach(Fields& fields, Manifest& manifest) {
    manifest.hosts = fields.texts("hosts", Need::optional);
    for (const std::string& host : manifest.hosts) {
        if (!isHostPattern(host)) {
            fields.refuse("hosts", N_("A host is a name in lower case such as ca.example.kz, *.example.kz or "
                                      "127.0.0.1:8443, without https:// and without a path."));
        }
    }
    manifest.loopbackHttp = fields.yesNo("loopback_http", false);
    manifest.renewsPairs = fields.yesNo("renews_pairs", false);
    manifest.privileges = fields.texts("privileges", Need::optional);
    for (const std::string& privilege : manifest.privileges) {
        if (!isPrivilege(privilege)) {
            fields.refuse("privileges", N_("There are four privileges: files, pcsc, network and exec."));
        }
    }
}

void readIdentity(Fields& fields, Manifest& manifest) {
    manifest.id = fields.text("id", Need::required);
    if (fields.sound() && !isPluginId(manifest.id)) {
        fields.refuse("id", N_("An id is 1 to 32 characters out of a-z, 0-9 and the hyphen."));
    }
    manifest.version = fields.text("version", Need::required);
    if (fields.sound() && !parseVersion(manifest.version)) {
        fields.refuse("version", N_("A version is two to four numbers with dots between them, such as 1.0.0."));
    }
    manifest.vendor = fields.text("vendor", Need::required);
    manifest.name = fields.localized("name", Need::required);
    manifest.summary = fields.localized("summary", Need::optional);
    manifest.kinds = fields.texts("kinds", Need::required, kKinds.size());
    for (const std::string& kind : manifest.kinds) {
        if (!contains(kKinds, kind)) {
            fields.refuse("kinds", N_("There are two kinds of plugins: ca and token."));
        }
    }
    manifest.extensions = fields.texts("extensions", Need::required, 32);
    for (const std::string& extension : manifest.extensions) {
        if (!consistsOf(extension, 128, ".-_/")) {
            fields.refuse("extensions", N_("An extension is named as in the SDK, such as reseal.ca/1."));
        }
    }
    manifest.os = fields.text("os", Need::required, 16);
    manifest.arch = fields.text("arch", Need::required, 16);
}

// What this program does not know must not be passed over where the plugin says so.
std::optional<Error> tooNew(Fields& fields, const nlohmann::json& document) {
    const long long format = fields.number("manifest", Need::required, 1, 1'000'000, 0);
    if (fields.sound() && format != kFormat) {
        return Error{Category::refused, "manifest_newer",
                     N_("The manifest is of a newer format; it needs a newer version of Reseal."), "manifest"};
    }
    const long long abi = fields.number("abi", Need::required, 1, 1'000'000, 0);
    if (fields.sound() && abi != kAbi) {
        return Error{Category::refused, "abi_other",
                     N_("The plugin is built for another version of the plugin interface; ask its vendor for one that "
                        "fits this version of Reseal."),
                     "abi"};
    }
    for (const std::string& field : fields.texts("critical", Need::optional)) {
        if (!contains(kKnownFields, field) || !document.contains(field)) {
            return Error{Category::refused, "manifest_newer",
                         N_("The plugin insists on something that this version of Reseal does not know; it needs a "
                            "newer one."),
                         fields.pathOf(field)};
        }
    }
    return std::nullopt;
}

} // namespace

const char* name(SettingType type) {
    const auto* row = std::ranges::find(kTypes, type, [](const auto& known) { return known.second; });
    return row == kTypes.end() ? "text" : row->first;
}

std::optional<Version> parseVersion(std::string_view text) {
    Version version;
    std::size_t count = 0;
    for (const char *cursor = text.data(), *const stop = text.data() + text.size();; ++cursor) {
        const auto [end, error] = count < version.parts.size()
                                      ? std::from_chars(cursor, stop, version.parts[count])
                                      : std::from_chars_result{cursor, std::errc::result_out_of_range};
        if (error != std::errc() || end - cursor > 9) {
            return std::nullopt;
        }
        ++count;
        if (end == stop) {
            return count >= 2 ? std::optional(version) : std::nullopt;
        }
        if (*end != '.') {
            return std::nullopt;
        }
        cursor = end;
    }
}

bool isPluginId(std::string_view text) { return consistsOf(text, 32, "-"); }

bool isPrivilege(std::string_view text) { return contains(kPrivileges, text); }

bool Manifest::is(std::string_view kind) const { return contains(kinds, kind); }

const SettingDescription* Manifest::setting(std::string_view wanted) const {
    const auto found = std::ranges::find(settings, wanted, &SettingDescription::name);
    return found == settings.end() ? nullptr : &*found;
}

bool fitsThisMachine(const Manifest& manifest) {
#if defined(_WIN32)
    constexpr std::string_view kSystem = "windows";
#else
    constexpr std::string_view kSystem = "linux";
#endif
#if defined(__x86_64__) || defined(_M_X64)
    constexpr std::string_view kProcessor = "x86_64";
#elif defined(__aarch64__) || defined(_M_ARM64)
    constexpr std::string_view kProcessor = "aarch64";
#else
    constexpr std::string_view kProcessor = "x86";
#endif
    return manifest.os == kSystem && manifest.arch == kProcessor;
}

Result<Manifest> readManifest(ByteView bytes) {
    const auto document = readJsonObject(bytes);
    if (!document) {
        return document.error();
    }
    std::optional<Error> mistake;
    Fields fields(document.value(), {}, mistake);
    if (const auto refusal = tooNew(fields, document.value())) {
        return *refusal;
    }
    Manifest manifest;
    readIdentity(fields, manifest);
    readFiles(fields, manifest);
    readReach(fields, manifest);
    fields.eachOfList("settings", Need::optional, 64, [&](Fields& item) { readSetting(item, manifest); });
    fields.eachOfList("issuers", Need::optional, 64, [&](Fields& item) { readIssuer(item, manifest); });
    manifest.otherIssuers = fields.yesNo("other_issuers", false);
    manifest.minCookieVersion = static_cast<int>(fields.number("min_cookie_version", Need::optional, 0, 255, 0));
    if (fields.has("memory_mb")) {
        manifest.memoryMb = static_cast<int>(fields.number("memory_mb", Need::optional, 16, 2048, 0));
    }
    if (mistake) {
        return *mistake;
    }
    return manifest;
}

} // namespace reseal::plugins
