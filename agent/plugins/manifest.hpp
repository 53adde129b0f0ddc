// SPDX-License-Identifier: Apache-2.0
// plugin.json: what a plugin says of itself, read before any of its code runs. Pure; any thread. Format 1:
//
//   {"manifest": 1,                     this format
//    "id": "file",                      1 to 32 of a-z 0-9 -, also the name of its folder
//    "version": "1.0.0",                two to four numbers
//    "vendor": "Example Ltd",
//    "name": {"en", "ru", "kk"},        a plain text is English; "summary" likewise, optional
//    "abi": 1,                          major version of the interface
//    "kinds": ["ca", "token"],          one or both
//    "extensions": ["reseal.ca/1"],
//    "os": "linux", "arch": "x86_64",   or "windows"; "aarch64", "x86"
//    "module": "ca_file.so",            file name, beside plugin.json
//    "files": {"ca_file.so": "<SHA-256 in hex>"},   all files of the plugin, the module among them
//    "hosts": ["ca.example.kz", "*.example.kz", "127.0.0.1:8443"],   see host_pattern.hpp
//    "loopback_http": false,            plain http: to 127.0.0.1 and the like
//    "privileges": ["files", "pcsc", "network", "exec"],
//    "settings": [{"name", "type": "text|number|choice|folder|file|secret|switch", "label", "hint", "default",
//                  "required", "pattern", "choices": [{"id", "label"}]}],
//    "issuers": [{"common_name", "organization", "key_id": hex}],   whose certificates this CA plugin renews: what is
//                                       given has to fit; * at an end of a name stands for anything. A text setting
//                                       named "issuers" lets the person or policy name more (issuer_match.hpp)
//    "other_issuers": false,            may be offered for certificates of other issuers, too; so is one that
//                                       names none
//    "renews_pairs": false,             certificates for authentication and signing are renewed together
//    "min_cookie_version": 1,           0 to 255
//    "memory_mb": 256,                  16 to 2048, optional
//    "critical": ["name"]}              fields without which the plugin must not be loaded
//
// Other fields are passed over unless "critical" lists them.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/localized_text.hpp"
#include "agent/base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

inline constexpr const char* kManifestName = "plugin.json";
inline constexpr const char* kSignatureName = "plugin.json.p7s";

struct Version {
    std::array<std::uint32_t, 4> parts{};
    friend auto operator<=>(const Version&, const Version&) = default;
};
[[nodiscard]] std::optional<Version> parseVersion(std::string_view text);

enum class SettingType : std::uint8_t { text, number, choice, folder, file, secret, onOff };
[[nodiscard]] const char* name(SettingType type); // as in the manifest; onOff is "switch"

struct SettingChoice {
    std::string id;
    LocalizedText label;
};

struct SettingDescription {
    std::string name; // 1 to 64 of a-z 0-9 _ -
    SettingType type = SettingType::text;
    LocalizedText label;
    LocalizedText hint;
    std::string byDefault; // as text; "yes" or "no" of a switch
    bool required = false;
    std::string pattern; // ECMAScript; the whole value, then at most 256 bytes, has to match
    std::vector<SettingChoice> choices;
};

// issuer_match.hpp says what fits.
struct IssuerMatch {
    std::string commonName;
    std::string organization;
    std::string keyId; // AuthorityKeyIdentifier in lower-case hex
};

struct Manifest {
    std::string id;
    std::string version;
    std::string vendor;
    LocalizedText name;
    LocalizedText summary;
    std::vector<std::string> kinds; // "ca", "token"
    std::vector<std::string> extensions;
    std::string os;
    std::string arch;
    std::string module;
    std::map<std::string, Sha256> files; // relative paths with "/"
    std::vector<std::string> hosts;
    bool loopbackHttp = false;
    std::vector<std::string> privileges; // "files", "pcsc", "network", "exec"
    std::vector<SettingDescription> settings;
    std::vector<IssuerMatch> issuers;
    bool otherIssuers = false;
    bool renewsPairs = false;
    int minCookieVersion = 0;
    std::optional<int> memoryMb;

    [[nodiscard]] bool is(std::string_view kind) const;
    [[nodiscard]] const SettingDescription* setting(std::string_view name) const; // null where there is none
};

// The subject of an error is the field. Errors: bad_json, bad_field (damaged); manifest_newer, abi_other (refused).
[[nodiscard]] Result<Manifest> readManifest(ByteView bytes);

[[nodiscard]] bool isPluginId(std::string_view text);
[[nodiscard]] bool isPrivilege(std::string_view text);

// Whether its module was built for the system and processor of this program.
[[nodiscard]] bool fitsThisMachine(const Manifest& manifest);

} // namespace reseal::plugins
