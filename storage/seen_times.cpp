// SPDX-License-Identifier: Apache-2.0
#include "storage/seen_times.hpp"

#include "storage/connection.hpp"

namespace reseal::storage {

std::string_view withoutTrailingSlash(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path;
}

Result<SeenTimes> SeenTimes::load(Connection& connection) {
    SeenTimes times;
    Query query(connection, "SELECT path, last_scan FROM root");
    while (query.next()) {
        times.roots_.emplace(query.text(0), query.time(1));
    }
    if (!query.ok()) {
        return query.error();
    }
    return times;
}

void SeenTimes::take(std::optional<TimePoint>& latest, std::string_view root) const {
    const auto found = roots_.find(root);
    if (found != roots_.end() && (!latest || found->second > *latest)) {
        latest = found->second;
    }
}

std::optional<TimePoint> SeenTimes::of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    std::string_view folder = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
    if (folder != folder_) {
        folder_ = folder;
        folderSeen_.reset();
        take(folderSeen_, "/");
        while (!folder.empty()) {
            take(folderSeen_, folder);
            const std::size_t up = folder.rfind('/');
            folder = up == std::string_view::npos ? std::string_view() : folder.substr(0, up);
        }
    }
    std::optional<TimePoint> latest = folderSeen_;
    take(latest, path);
    return latest;
}

} // namespace reseal::storage
