// SPDX-License-Identifier: Apache-2.0
// When a file that is still there was last seen: at the latest scan of a root that it lies under. Inside storage/ only.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace reseal::storage {

class Connection;

// "/a/" and "/a" are one root; "/" stays.
[[nodiscard]] std::string_view withoutTrailingSlash(std::string_view path);

class SeenTimes {
public:
    [[nodiscard]] static Result<SeenTimes> load(Connection& connection);

    // None where the path lies under no root. Cheap for paths that come folder by folder.
    [[nodiscard]] std::optional<TimePoint> of(std::string_view path);

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    void take(std::optional<TimePoint>& latest, std::string_view root) const;

    std::unordered_map<std::string, TimePoint, Hash, std::equal_to<>> roots_;
    std::string folder_ = "\n"; // of the last question, and its answer; no path begins so
    std::optional<TimePoint> folderSeen_;
};

} // namespace reseal::storage
