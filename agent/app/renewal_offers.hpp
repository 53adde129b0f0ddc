// SPDX-License-Identifier: Apache-2.0
// Which CA plugins a certificate can be renewed with, by its issuer. Engine thread.
#pragma once

#include "agent/app/plugin_shelf.hpp"
#include "agent/plugins/issuer_match.hpp"

#include <map>
#include <string>
#include <vector>

namespace reseal::app {

class RenewalOffers {
public:
    // Borrows both for its life.
    RenewalOffers(Profile& profile, PluginShelf& shelf) : profile_(profile), shelf_(shelf) {}

    // Of these, the ids of the person's certificates whose issuer this plugin names.
    [[nodiscard]] std::vector<std::string> servedBy(const plugins::Plugin& plugin,
                                                    const std::vector<core::InventoryEntry>& entries);

    // The one plugin that names the issuer of this certificate and has all it needs, `settings` given along. Errors
    // (usage), the subject being ids to choose from: several_cas, no_ca_for_issuer; no_ca_ready.
    [[nodiscard]] Result<std::string> theOneFor(const std::string& certificateId,
                                                const std::map<std::string, std::string>& settings);

private:
    [[nodiscard]] const plugins::IssuerNames& issuerOf(const core::Certificate& certificate);

    Profile& profile_;
    PluginShelf& shelf_;
    std::map<std::string, plugins::IssuerNames> issuers_; // by name and key id of the issuer
};

} // namespace reseal::app
