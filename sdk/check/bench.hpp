// SPDX-License-Identifier: Apache-2.0
// What one test works with: the plugin's manifest, what the author gave on the command line, a scratch folder of its
// own, and the params that every call gets.
#pragma once

#include "agent/plugins/supervision/plugin_call.hpp"
#include "sdk/check/issuer.hpp"
#include "sdk/check/manifest_file.hpp"
#include "sdk/check/random.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace reseal::check {

// An answer of the scripted HTTP service to requests that it fits; the first that fits counts.
struct HttpAnswer {
    std::string method; // empty: any
    std::string url;    // the request's begins with it
    int status = 503;
    std::map<std::string, std::string> headers;
    std::string body;
};

// --settings FILE: {"settings": {name: value}, "answers": {field: value}, "http": [{"method", "url", "status",
// "headers", "body" or "body_base64"}]}
struct Given {
    std::map<std::string, std::string> settings;
    std::map<std::string, std::string> answers;
    std::vector<HttpAnswer> http;
};
[[nodiscard]] Result<Given> readGiven(const std::string& path); // of no path: nothing is given

constexpr unsigned kUsualRounds = 2000; // of a fuzz test, if there is time

struct Plan {
    std::string hostProgram;
    std::string settingsFile;
    std::string cookies; // folder with cookies of released versions; empty: fixtures/cookies beside the manifest
    std::uint64_t seed = 0;
    unsigned fuzzRounds = kUsualRounds; // another number is kept to, however long it takes
    double timeScale = 1;
    bool spendPinTry = false; // a wrong PIN may be tried
};

constexpr std::int64_t kNow = 1'790'000'000'000; // the agent's clock in every test

class Bench {
public:
    Bench(Manifest itsManifest, Plan itsPlan, Given itsGiven, std::filesystem::path itsScratch);

    const Manifest manifest;
    const Plan plan;
    const Given given;
    const std::filesystem::path scratch;

    [[nodiscard]] std::chrono::milliseconds scaled(std::chrono::milliseconds time) const;
    [[nodiscard]] std::filesystem::path folder(const std::string& name) const; // made if it is not there
    [[nodiscard]] Random random(std::string_view purpose) const;
    [[nodiscard]] Issuer& issuer() { return issuer_; }

    // "setting.<name>": given, else the default, else by type. `sparse`: only what is required or given.
    [[nodiscard]] wire::Items settings(bool sparse = false) const;
    // What goes into every call of a conversation.
    [[nodiscard]] wire::Items about(const std::string& purpose = "renew", bool sparse = false);
    [[nodiscard]] static wire::Items everywhere(); // language and time

    [[nodiscard]] std::string valueOf(const SettingDescription& setting, bool sparse) const;
    void emptyFolders() const; // as at the start of the test

private:
    Issuer issuer_;
};

// "first" and so on stand for a fixed id of sixteen bytes.
[[nodiscard]] wire::Id idOf(std::string_view name);

} // namespace reseal::check
