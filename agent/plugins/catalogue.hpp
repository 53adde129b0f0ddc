// SPDX-License-Identifier: Apache-2.0
// Which plugins there are, and which of them may load. Reads and hashes their files; runs none of their code. Any
// thread.
#pragma once

#include "agent/platform/file_identity.hpp"
#include "agent/plugins/choices.hpp"
#include "agent/plugins/manifest.hpp"
#include "agent/plugins/policy.hpp"
#include "agent/plugins/refusal.hpp"
#include "agent/plugins/trust.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::plugins {

// Of this program's prefix, of the machine, of the profile; or not installed at all.
enum class Origin : std::uint8_t { program, system, person, elsewhere };
[[nodiscard]] const char* name(Origin origin); // "program", "system", "person", "elsewhere"

enum class State : std::uint8_t { ready, disabled, refused };
[[nodiscard]] const char* name(State state); // "ready", "disabled", "refused"

struct Plugin {
    std::string id;     // of the manifest; the folder's name where that cannot be read
    std::string folder; // absolute
    Origin origin = Origin::person;
    std::optional<Manifest> manifest; // where it can be read
    Sha256 manifestSha256{};
    State state = State::refused;
    std::optional<Refusal> refusal; // where state is refused
    std::optional<Signer> signer;   // where the signature is sound
    TrustSource trustedBy = TrustSource::none;
    std::string modulePath; // unless refused
    Sha256 moduleSha256{};
    platform::FileIdentity moduleIdentity;
    bool enabled = true;  // the person or policy has not switched it off
    bool managed = false; // policy switched it off, banned it or locked one of its settings
};

// Codes of refusals, besides those of the manifest, the signature and the files: wrong_folder, wrong_machine, banned,
// privilege_forbidden, privileges_not_granted (the person trusts the signer but has not seen what this plugin asks
// for).
[[nodiscard]] Plugin inspectPlugin(const std::string& folder, Origin origin, const Policy& policy,
                                   const PluginChoices& choices);

struct Root {
    std::string folder; // holds <id>/plugin.json
    Origin origin = Origin::person;
};

// Of two plugins with one id, that of the earlier root counts, refused or not. Sorted by id.
[[nodiscard]] std::vector<Plugin> findPlugins(const std::vector<Root>& roots, const Policy& policy,
                                              const PluginChoices& choices);

// Null where there is none.
[[nodiscard]] const Plugin* findPlugin(const std::vector<Plugin>& plugins, std::string_view id);

} // namespace reseal::plugins
