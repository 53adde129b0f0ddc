// SPDX-License-Identifier: Apache-2.0
// A plugin, and what an organisation decided, as windows show them.
#pragma once

#include "agent/core/issuer_directory.hpp"
#include "agent/core/texts.hpp"

#include <set>
#include <string>
#include <vector>

namespace reseal::core {

struct PluginView {
    std::string id;
    LocalizedText name; // empty where the manifest cannot be read
    std::string version;
    std::string vendor;
    std::string state;  // "ready", "disabled", "refused"
    std::string detail; // why it is refused: catalogue texts with {gaps}
    std::string mend;
    Gaps gaps;
    std::string signer; // empty where the signature is missing or damaged
    std::string signerSha256;
    std::vector<std::string> privileges;
    bool mayBeTrusted = false; // trusting its signer is what it takes
    bool mayBeEnabled = false; // the person switched it off, not policy
    bool managed = false;      // policy decides something of it
};

// A plugin that was to be installed and needs the person's trust first.
struct OfferedPlugin {
    PluginView plugin;
    std::string folder;
    int number = 0; // of the asking: another one is asked about anew
};

// What an organisation decided.
struct Management {
    bool present = false;
    std::string organisation;             // its name, where policy gives one
    std::set<std::string> lockedSettings; // keys of SettingTexts
    bool developerMode = false;           // in force
    bool developerModeAllowed = true;
};

} // namespace reseal::core
