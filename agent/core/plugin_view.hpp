// SPDX-License-Identifier: Apache-2.0
// A plugin, and what an organisation decided, as windows show them.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/issuer_directory.hpp"
#include "agent/core/texts.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reseal::core {

struct PluginSettingView {
    LocalizedText label;
    std::string value;      // empty for a secret
    bool inKeyring = false; // a secret that is there
    bool locked = false;    // by policy
};

struct PluginView {
    std::string id;
    LocalizedText name; // empty where the manifest cannot be read
    std::string version;
    std::string vendor;
    LocalizedText summary;
    std::string folder;
    std::string state;  // "ready", "disabled", "refused"
    std::string detail; // why it is refused: catalogue texts with {gaps}
    std::string mend;
    Gaps gaps;
    std::string subject; // the file or the field of the manifest concerned; may be empty
    std::string signer;  // empty where the signature is missing or damaged
    std::string signerSha256;
    std::string trustedBy; // "build", "policy", "person", "developer"; empty: nobody does
    std::vector<std::string> privileges;
    std::vector<std::string> hosts;
    std::vector<PluginSettingView> settings; // set by the person or policy
    bool mayBeTrusted = false;               // trusting its signer is what it takes
    bool mayBeDistrusted = false;            // it loads because the person trusts its signer
    bool mayBeEnabled = false;               // the person switched it off, not policy
    bool managed = false;                    // policy decides something of it
};

// What came of the last one that the person had tried.
struct PluginCheck {
    int number = 0; // counts up
    std::string id;
    std::optional<Error> error; // none: it loads, starts and is what its manifest says
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
