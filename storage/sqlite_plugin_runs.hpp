// SPDX-License-Identifier: Apache-2.0
// core::PluginRuns in a file of its own, <folder>/plugin-runs.db: it is written from the threads that call plugins, and
// nothing of it has to last. A damaged one is begun anew. Any thread.
#pragma once

#include "agent/core/plugin_runs.hpp"

#include <memory>

namespace reseal::storage {

// The folder has to exist.
[[nodiscard]] Result<std::unique_ptr<core::PluginRuns>> openSqlitePluginRuns(const std::string& folder);

} // namespace reseal::storage
