// SPDX-License-Identifier: Apache-2.0
// plugin.json as the checker needs it. Reads as much as makes sense, so that a flaw hides nothing else; what the agent
// itself has against it stands in `flaw`.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::check {

using LocalizedText = std::map<std::string, std::string>; // by language; a plain text is "en"

struct Choice {
    std::string id;
    LocalizedText label;
};

struct SettingDescription {
    std::string name;
    std::string type; // text number choice folder file secret switch
    LocalizedText label;
    LocalizedText hint;
    std::string byDefault;
    bool required = false;
    std::string pattern;
    std::vector<Choice> choices;
};

struct Manifest {
    std::filesystem::path path; // of plugin.json, absolute
    std::string id;
    std::string version;
    std::string vendor;
    LocalizedText name;
    LocalizedText summary;
    std::vector<std::string> kinds;
    std::vector<std::string> extensions;
    std::string os;
    std::string arch;
    std::string module;
    std::map<std::string, std::string> files; // SHA-256 in hex
    std::vector<std::string> hosts;
    bool loopbackHttp = false;
    std::vector<std::string> privileges;
    std::vector<SettingDescription> settings;
    std::uint32_t memoryMb = 1024;

    std::string flaw; // "field: what is wrong with it"; empty where the agent takes it

    [[nodiscard]] bool is(std::string_view kind) const;
    [[nodiscard]] bool has(std::string_view extension) const;
    [[nodiscard]] bool may(std::string_view privilege) const;
    [[nodiscard]] std::uint32_t privilegeBits() const; // wire::kMay...
    [[nodiscard]] std::string modulePath() const;
};

// Reasons: "unreadable", "bad_json": there is nothing to check then.
[[nodiscard]] Result<Manifest> readManifest(const std::filesystem::path& path);

[[nodiscard]] std::optional<std::string> readFile(const std::filesystem::path& path);

} // namespace reseal::check
