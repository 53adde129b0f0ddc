// SPDX-License-Identifier: Apache-2.0
// plugin.json. What is accepted keeps the promises that others build on.
#include "agent/plugins/host_pattern.hpp"
#include "agent/plugins/manifest.hpp"

#include <cstdlib>

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal::plugins;
    const auto manifest = readManifest({data, size});
    if (!manifest) {
        require(!manifest.error().reason.empty() && !manifest.error().detail.empty());
        return 0;
    }
    const Manifest& read = manifest.value();
    require(isPluginId(read.id) && parseVersion(read.version).has_value());
    require(read.files.contains(read.module) && read.module.find('/') == std::string::npos);
    for (const auto& [path, digest] : read.files) {
        require(!path.starts_with('/') && ("/" + path + "/").find("/../") == std::string::npos);
    }
    for (const std::string& host : read.hosts) {
        require(isHostPattern(host));
        static_cast<void>(matchesHost(host, "ca.example.kz", 443, PortRule::httpsOnly));
    }
    for (const SettingDescription& setting : read.settings) {
        require(read.setting(setting.name) != nullptr && setting.label.contains("en"));
    }
    return 0;
}
