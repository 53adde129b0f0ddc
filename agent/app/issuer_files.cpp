// SPDX-License-Identifier: Apache-2.0
#include "agent/app/issuer_files.hpp"

#include "agent/base/log.hpp"
#include "agent/platform/file_system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{256} * 1024;

LocalizedText localized(const nlohmann::json& object, const char* key) {
    LocalizedText text;
    if (const auto found = object.find(key); found != object.end()) {
        if (found->is_string()) {
            text["en"] = found->get<std::string>();
        } else {
            text = found->get<LocalizedText>();
        }
    }
    return text;
}

} // namespace

Result<core::IssuerEntry> readIssuer(std::string_view json) try {
    const auto object = nlohmann::json::parse(json);
    core::IssuerEntry entry;
    entry.id = object.at("id").get<std::string>();
    entry.issuerContains = object.value("issuer_contains", std::vector<std::string>{});
    entry.authorityKeyIds = object.value("authority_key_ids", std::vector<std::string>{});
    entry.name = localized(object, "name");
    entry.steps = localized(object, "steps");
    entry.bring = localized(object, "bring");
    entry.url = object.value("url", "");
    entry.phone = object.value("phone", "");
    entry.email = object.value("email", "");
    if (const auto closes = object.find("remote_renewal_closes_days"); closes != object.end()) {
        entry.remoteRenewalClosesDays = std::clamp(closes->get<int>(), 0, 3650);
    }
    if (entry.id.empty() || (entry.issuerContains.empty() && entry.authorityKeyIds.empty())) {
        return Error{Category::damaged, "bad_issuer_file", N_("The file about a CA names no id or no issuer.")};
    }
    return entry;
} catch (const nlohmann::json::exception&) {
    return Error{Category::damaged, "bad_issuer_file", N_("The file about a CA is not what README describes.")};
}

core::IssuerDirectory loadIssuers(const std::vector<std::string>& folders) {
    core::IssuerDirectory directory;
    const auto files = platform::systemFileSystem();
    for (const std::string& folder : folders) {
        auto listing = files->list(folder);
        if (!listing) {
            continue; // most workplaces have only the first of them
        }
        std::ranges::sort(listing.value(), {}, &platform::DirectoryEntry::name);
        for (const platform::DirectoryEntry& file : listing.value()) {
            if (!file.name.ends_with(".json")) {
                continue;
            }
            const auto data = files->read(folder + "/" + file.name, kMaxBytes, nullptr);
            auto entry = data ? readIssuer({reinterpret_cast<const char*>(data.value().data()), data.value().size()})
                              : Result<core::IssuerEntry>(data.error());
            if (entry) {
                directory.add(std::move(entry).value());
            } else {
                log(LogLevel::warning, "issuer file left out: " + file.name + ": " + entry.error().reason);
            }
        }
    }
    return directory;
}

} // namespace reseal::app
