// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_offers.hpp"

#include "agent/crypto/certificate_file.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

std::string furtherIssuers(const std::vector<plugins::PluginSetting>& settings) {
    for (const plugins::PluginSetting& setting : settings) {
        if (setting.description->name == plugins::kIssuersSetting &&
            setting.description->type == plugins::SettingType::text) {
            return setting.value;
        }
    }
    return {};
}

bool isSetUp(const std::vector<plugins::PluginSetting>& all, const std::map<std::string, std::string>& given) {
    return std::ranges::all_of(all, [&](const plugins::PluginSetting& setting) {
        return !setting.problem || given.contains(setting.description->name);
    });
}

std::string joined(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) {
        text += (text.empty() ? "" : ", ") + id;
    }
    return text;
}

} // namespace

// The columns of the inventory show names made safe to print, so the certificate itself is read; once for each issuer.
const plugins::IssuerNames& RenewalOffers::issuerOf(const core::Certificate& certificate) {
    const auto [at, isNew] = issuers_.try_emplace(certificate.issuer + '\n' + certificate.authorityKeyId);
    if (isNew) {
        const auto der = profile_.certificates().der(certificate.id);
        const auto facts = der ? crypto::readCertificate(der.value()) : Result<CertificateFacts>(der.error());
        at->second = facts ? plugins::issuerOf(facts.value()) : plugins::IssuerNames();
    }
    return at->second;
}

std::vector<std::string> RenewalOffers::servedBy(const plugins::Plugin& plugin,
                                                 const std::vector<core::InventoryEntry>& entries) {
    std::vector<std::string> served;
    const std::string further = furtherIssuers(shelf_.settingsOf(plugin));
    if (plugin.manifest->issuers.empty() && further.empty()) {
        return served;
    }
    for (const core::InventoryEntry& entry : entries) {
        if (entry.keyKnown() && plugins::serves(*plugin.manifest, further, issuerOf(entry.certificate))) {
            served.push_back(entry.certificate.id);
        }
    }
    return served;
}

Result<std::string> RenewalOffers::theOneFor(const std::string& certificateId,
                                             const std::map<std::string, std::string>& settings) {
    const auto der = profile_.certificates().der(certificateId);
    const auto facts = der ? crypto::readCertificate(der.value()) : Result<CertificateFacts>(der.error());
    if (!facts) {
        return facts.error();
    }
    const plugins::IssuerNames issuer = plugins::issuerOf(facts.value());
    std::vector<std::string> fitting;
    std::vector<std::string> others;
    for (const plugins::Plugin& plugin : shelf_.all()) {
        if (plugin.state != plugins::State::ready || !plugin.manifest->is("ca")) {
            continue;
        }
        const auto known = shelf_.settingsOf(plugin);
        const auto given = settings.find(plugins::kIssuersSetting);
        const bool serves =
            plugins::serves(*plugin.manifest, given == settings.end() ? furtherIssuers(known) : given->second, issuer);
        if (serves && isSetUp(known, settings)) {
            fitting.push_back(plugin.id);
        } else if (serves || plugins::servesOthers(*plugin.manifest)) {
            others.push_back(plugin.id);
        }
    }
    if (fitting.size() == 1) {
        return fitting.front();
    }
    if (fitting.size() > 1) {
        return Error{Category::usage, "several_cas",
                     N_("Several plugins renew certificates of this issuer. Choose one of these with --ca."),
                     joined(fitting)};
    }
    return others.empty() ? Error{Category::usage,
                                  "no_ca_ready",
                                  N_("No plugin of a CA is ready to renew this certificate; 'reseal plugin list' shows "
                                     "what there is."),
                                  {}}
                          : Error{Category::usage, "no_ca_for_issuer",
                                  N_("No plugin that is set up names the issuer of this certificate. Choose one of "
                                     "these with --ca."),
                                  joined(others)};
}

} // namespace reseal::app
