// SPDX-License-Identifier: Apache-2.0
// The JSON documents of the command line (design, section 5): stable snake_case names, times in ISO 8601 UTC.
#pragma once

#include "agent/core/notice.hpp"
#include "agent/core/resident.hpp"
#include "agent/core/wording.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace reseal::app {

using Json = nlohmann::ordered_json;

[[nodiscard]] std::string isoTime(TimePoint instant); // "2026-11-21T20:00:00Z"

// "valid", "due_soon", "expired", "not_yet_valid", "superseded".
[[nodiscard]] std::string stateOf(const core::InventoryEntry& entry, const core::Settings& settings, TimePoint now);

// The national authority that it is or names as its issuer, recognised by key: {"name", "key", "itself", "test"} or
// null.
[[nodiscard]] Json authorityOf(const core::Certificate& certificate);

[[nodiscard]] Json documentOf(const core::InventoryEntry& entry, const core::Settings& settings, TimePoint now);
[[nodiscard]] Json documentOf(const core::LockedFile& file); // a row of `list` with state "locked"
[[nodiscard]] Json documentOf(const core::Refusal& refusal);
[[nodiscard]] Json documentOf(const core::Notice& notice, const core::Wording& wording);
[[nodiscard]] Json documentOf(const core::HealthItem& item, const core::Wording& wording);
[[nodiscard]] Json documentOf(const Error& error, const core::Wording& wording);

// The text of a document; what is not valid UTF-8 is replaced.
[[nodiscard]] std::string dump(const Json& document, int indent = -1);

} // namespace reseal::app
