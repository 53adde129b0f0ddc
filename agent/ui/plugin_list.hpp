// SPDX-License-Identifier: Apache-2.0
// Plugins and management as the window words them. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <utility>
#include <vector>

namespace reseal::ui {

struct PluginRow {
    std::string id;
    std::string name; // in the person's language; the id where the manifest cannot be read
    std::string version;
    std::string state;                                      // "Ready", "Switched off", "Refused"
    std::string details;                                    // why it is refused and what to do, else what it is for
    std::vector<std::pair<std::string, std::string>> facts; // label and value: vendor, signer, what it may use
    bool mayEnable = false;
    bool mayDisable = false;
    bool mayTrust = false;
    bool mayDistrust = false;
    bool mayCheck = false; // not while it is switched off
};

[[nodiscard]] std::vector<PluginRow> pluginRows(const core::Snapshot& snapshot, const Words& words);

// Who vouches for it and what it asks for, to be read before the person trusts it.
[[nodiscard]] std::string trustText(const core::PluginView& plugin, const Words& words);

// What came of the snapshot's plugin check, which is there.
[[nodiscard]] std::string checkText(const core::Snapshot& snapshot, const Words& words);

// "Managed by your organisation (Example Ltd)."; empty where nobody decided anything.
[[nodiscard]] std::string managementText(const core::Management& management, const Words& words);

} // namespace reseal::ui
