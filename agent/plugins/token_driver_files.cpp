// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/plugins/strict_json.hpp"
#include "agent/plugins/token_drivers.hpp"

#include <algorithm>

namespace reseal::plugins {

TokenDrivers loadTokenDrivers(const std::vector<std::string>& folders) {
    TokenDrivers drivers;
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
            const auto data = files->read(folder + "/" + file.name, kMaxDocumentBytes, nullptr);
            auto driver = data ? readTokenDriver(data.value()) : Result<TokenDriver>(data.error());
            if (driver) {
                drivers.add(std::move(driver).value());
            } else {
                log(LogLevel::warning,
                    "token file left out: " + file.name + ": " + driver.error().reason + " " + driver.error().subject);
            }
        }
    }
    return drivers;
}

} // namespace reseal::plugins
