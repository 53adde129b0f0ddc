// SPDX-License-Identifier: Apache-2.0
// The file user-dirs.dirs, in which the desktop says where Documents and Downloads are. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reseal::platform {

// The folder that `key` names in the text of user-dirs.dirs: "$HOME/..." or absolute; nothing where it is not set.
// The home folder itself means that the person switched that folder off.
[[nodiscard]] std::optional<std::string> userDir(std::string_view text, std::string_view key, const std::string& home);

} // namespace reseal::platform
