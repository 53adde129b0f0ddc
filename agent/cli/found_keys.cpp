// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/found_keys.hpp"

#include "agent/app/document_decryption.hpp"
#include "agent/app/document_signing.hpp"
#include "agent/cli/document_keys.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/cms/message_layer.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <algorithm>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFiles = 100'000;
constexpr int kDeepest = 32;
constexpr int kDone = 0;
constexpr int kNothing = 3;
constexpr int kWaits = 4;

std::string safe(const Json& value) {
    constexpr std::size_t kLongest = 8192;
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : std::string();
}

// Files of a folder in the order of their names; links to folders are not followed.
void collect(const platform::FileSystem& files, const std::string& folder, int depth, std::vector<std::string>& paths) {
    auto entries = files.list(folder);
    if (!entries || depth > kDeepest) {
        return;
    }
    std::ranges::sort(entries.value(), {}, &platform::DirectoryEntry::name);
    for (const platform::DirectoryEntry& entry : entries.value()) {
        const std::string path = folder + (folder.ends_with('/') ? "" : "/") + entry.name;
        if (entry.type == platform::EntryType::folder && !entry.link) {
            collect(files, path, depth + 1, paths);
        } else if (entry.type == platform::EntryType::file && paths.size() < kMostFiles) {
            paths.push_back(path);
        }
    }
}

Result<Json> lookInto(DocumentKeys& keys, const std::string& path) {
    auto file = platform::openDocument(path);
    const auto head = file ? crypto::recipientsOf(std::move(file).value()) : Result<crypto::EnvelopeHead>(file.error());
    if (!head) {
        return head.error();
    }
    const auto places = keys.placesOf(head.value().recipients);
    if (!places) {
        return places.error();
    }
    return Json{{"path", path},
                {"keys", shownPlaces(places.value())},
                {"recipients", app::documentOf(head.value().recipients)},
                {"error", nullptr}};
}

// 0: opens now. 4: the key is somewhere else. 3: nobody's that is known.
int stateOf(const Json& file) {
    const Json& keys = file.at("keys");
    const auto any = [&](auto fits) { return std::any_of(keys.begin(), keys.end(), fits); };
    const bool password =
        std::ranges::any_of(file.at("recipients"), [](const Json& one) { return one.at("kind") == "password"; });
    return any([](const Json& key) { return key.at("here") == true; })                  ? kDone
           : any([](const Json& key) { return key.at("where") != "none"; }) || password ? kWaits
                                                                                        : kNothing;
}

} // namespace

bool namesFile(const std::string& typed) {
    return platform::systemFileSystem()->inspect(platform::absolutePath(typed)).ok();
}

Json shownPlaces(const Json& places) {
    Json shown = places;
    for (Json& place : shown) {
        for (const char* inner : {"certificate_hex", "pinpad", "recipient"}) {
            place.erase(inner);
        }
    }
    return shown;
}

Json findKeys(const Options& options, const core::Texts& texts, const core::Clock& clock) {
    const auto files = platform::systemFileSystem();
    const std::string path = platform::absolutePath(options.value);
    const auto entry = files->inspect(path);
    std::vector<std::string> paths{path};
    const bool folder = entry && entry.value().type == platform::EntryType::folder;
    if (folder) {
        paths.clear();
        collect(*files, path, 0, paths);
    }
    DocumentKeys keys(options, texts);
    Json rows = Json::array();
    std::size_t passedOver = 0;
    std::vector<int> states;
    for (const std::string& one : paths) {
        auto row = lookInto(keys, one);
        if (row) {
            states.push_back(stateOf(row.value()));
            rows.push_back(std::move(row).value());
        } else if (!folder) {
            return app::documentFailure(row.error(), texts, clock);
        } else {
            ++passedOver;
        }
    }
    const bool allOpen = !states.empty() && std::ranges::all_of(states, [](int state) { return state == kDone; });
    const bool none = std::ranges::all_of(states, [](int state) { return state == kNothing; });
    return Json{{"exit", allOpen ? kDone
                         : none  ? kNothing
                                 : kWaits},
                {"document", {{"files", std::move(rows)}, {"passed_over", passedOver}}}};
}

std::string printPlaces(const Json& places, const core::Texts& texts) {
    std::string text;
    for (const Json& place : places) {
        const std::string name = safe(place.at("holder"));
        text += "  " + (name.empty() ? safe(place.at("subject")) : name);
        if (place.contains("not_before")) {
            text += " (" + safe(place.at("not_before")).substr(0, 10) + " - " +
                    safe(place.at("not_after")).substr(0, 10) + ")";
        }
        const std::string where = safe(place.at("where"));
        const bool here = place.at("here") == true;
        const char* words = where == "vault"           ? N_("the key is in the archive: 'reseal decrypt' opens this")
                            : where == "none"          ? N_("the certificate is known, its key was never seen here")
                            : here && where == "token" ? N_("the key is on the token {place}, which is here")
                            : here                     ? N_("the key is in the file {place}")
                            : where == "token"
                                ? N_("the key is on the token {place}, last seen {date}: plug it in")
                                : N_("the key was in the file {place}, last seen {date}: bring that back");
        text += ": " +
                core::fill(texts.translate(words),
                           {{"place", safe(place.at("place"))}, {"date", safe(place.at("last_seen")).substr(0, 10)}}) +
                "\n";
    }
    return text;
}

std::string printFound(const Json& document, const core::Texts& texts) {
    std::string text;
    for (const Json& file : document.at("files")) {
        text += safe(file.at("path")) + "\n";
        const std::string known = printPlaces(file.at("keys"), texts);
        const bool password =
            std::ranges::any_of(file.at("recipients"), [](const Json& one) { return one.at("kind") == "password"; });
        text += known;
        if (password) {
            text += "  " + texts.translate(N_("whoever knows the password")) + "\n";
        } else if (known.empty()) {
            text += "  " + texts.translate(N_("encrypted for others: none of your certificates opens this")) + "\n";
        }
    }
    return text.empty() ? texts.translate(N_("Nothing here is encrypted.")) + "\n" : text;
}

} // namespace reseal::cli
