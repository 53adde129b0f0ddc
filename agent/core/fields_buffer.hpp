// SPDX-License-Identifier: Apache-2.0
// The text that is signed for a set of named fields, as the signing guide of banks has it: "key=value" lines sorted by
// key, UTF-8, LF between them and none at the end (facts/local-signing-apis.md 1.5). Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reseal::core {

using Fields = std::vector<std::pair<std::string, std::string>>; // UTF-8

// Sorted by the bytes of the key. fields_unfit (usage): no fields; a key that is empty, stands twice or holds "="; a
// line break or another control character anywhere, which would pass for a further field.
[[nodiscard]] Result<std::string> buildFieldsBuffer(Fields fields);

} // namespace reseal::core
