// SPDX-License-Identifier: Apache-2.0
// Questions about absolute paths with "/" between their parts, answered in one place. Any thread.
#pragma once

#include <string_view>

namespace reseal {

// Whether `path` is `root` or lies below it. Compares text: links are not followed.
[[nodiscard]] inline bool isWithin(std::string_view path, std::string_view root) {
    return path == root || root == "/" ||
           (path.size() > root.size() && path.starts_with(root) && path[root.size()] == '/');
}

} // namespace reseal
