// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/policy.hpp"

#include "agent/plugins/host_pattern.hpp"
#include "agent/plugins/manifest.hpp"
#include "agent/plugins/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace reseal::plugins {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMostEntries = 1000;
constexpr std::size_t kLongestPem = std::size_t{16} * 1024;

std::string lowerHex(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

void readSigner(Fields& fields, std::vector<PolicySigner>& signers) {
    fields.allowOnly({"name", "pem", "pem_file"});
    PolicySigner signer{fields.text("name", Need::required),
                        fields.lines("pem", Need::optional, kLongestPem),
                        fields.text("pem_file", Need::optional, 4096),
                        {}};
    if (signer.pem.empty() == signer.pemFile.empty()) {
        fields.refuse("pem", N_("A signer has its certificate either in pem or in the file that pem_file names."));
    }
    signers.push_back(std::move(signer));
}

void readBan(Fields& fields, Policy& policy) {
    fields.allowOnly({"id", "sha256", "reason"});
    Ban ban{fields.text("id", Need::optional), lowerHex(fields.text("sha256", Need::optional)),
            fields.text("reason", Need::optional, 1024)};
    const bool isHash = ban.sha256.empty() || toHex(asBytes(fromHex(ban.sha256))) == ban.sha256;
    if (!ban.sha256.empty() && (ban.sha256.size() != 2 * sizeof(Sha256) || !isHash)) {
        fields.refuse("sha256", N_("This has to be the SHA-256 of the file: 64 hexadecimal digits."));
    }
    if (ban.id.empty() == ban.sha256.empty() || (!ban.id.empty() && !isPluginId(ban.id))) {
        fields.refuse("id", N_("A ban names either the id of a plugin or a SHA-256."));
    }
    policy.bans.push_back(std::move(ban));
}

core::GivenSettings readSettings(Fields& parent, const char* name) {
    core::GivenSettings settings;
    parent.eachOfObject(name, kMostEntries, [&](const std::string& key, Fields& fields) {
        fields.allowOnly({"value", "locked"});
        if (!fields.has("value")) {
            fields.refuse("value", N_("This field is missing; add it."));
        }
        settings[key] = {fields.anyText("value"), fields.yesNo("locked", false)};
    });
    return settings;
}

std::vector<std::string> readHosts(Fields& fields, const char* name) {
    std::vector<std::string> hosts = fields.texts(name, Need::optional, kMostEntries);
    if (!std::ranges::all_of(hosts, isHostPattern)) {
        fields.refuse(name, N_("A host is a name in lower case such as ca.example.kz, *.example.kz or "
                               "127.0.0.1:8443, without https:// and without a path."));
    }
    return hosts;
}

void readRules(Fields& fields, Policy& policy) {
    if (fields.has("allow_personal_trust")) {
        policy.personalTrust = fields.yesNo("allow_personal_trust", false);
    }
    const std::string developers = fields.text("developer_mode", Need::optional);
    if (!developers.empty()) {
        policy.developerMode = developers == "allowed";
        if (developers != "allowed" && developers != "forbidden") {
            fields.refuse("developer_mode", N_("This is either \"allowed\" or \"forbidden\"."));
        }
    }
    policy.hostsForbidden = readHosts(fields, "hosts_forbidden");
    policy.hostsAllowed = readHosts(fields, "hosts_allowed");
    for (const std::string& privilege : fields.texts("privileges_forbidden", Need::optional)) {
        if (!isPrivilege(privilege)) {
            fields.refuse("privileges_forbidden", N_("There are four privileges: files, pcsc, network and exec."));
        }
        policy.privilegesForbidden.insert(privilege);
    }
    for (const std::string& id : fields.texts("disabled_plugins", Need::optional, kMostEntries)) {
        if (!isPluginId(id)) {
            fields.refuse("disabled_plugins", N_("An id is 1 to 32 characters out of a-z, 0-9 and the hyphen."));
        }
        policy.disabledPlugins.insert(id);
    }
}

template <typename List>
void append(List& list, List&& later) {
    list.insert(list.end(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
}

bool anyMatches(const std::vector<std::string>& patterns, std::string_view host, int port, PortRule rule) {
    return std::ranges::any_of(patterns,
                               [&](const std::string& pattern) { return matchesHost(pattern, host, port, rule); });
}

} // namespace

bool Policy::allowsHost(std::string_view host, int port) const {
    return !anyMatches(hostsForbidden, host, port, PortRule::every) &&
           (hostsAllowed.empty() || anyMatches(hostsAllowed, host, port, PortRule::httpsOnly));
}

const Ban* Policy::banOfId(std::string_view id) const {
    const auto found = id.empty() ? bans.end() : std::ranges::find(bans, id, &Ban::id);
    return found == bans.end() ? nullptr : &*found;
}

const Ban* Policy::banOfHash(std::string_view sha256) const {
    const auto found = sha256.empty() ? bans.end() : std::ranges::find(bans, sha256, &Ban::sha256);
    return found == bans.end() ? nullptr : &*found;
}

const core::GivenSettings& Policy::givenTo(const std::string& pluginId) const {
    static const core::GivenSettings kNone;
    const auto found = plugins.find(pluginId);
    return found == plugins.end() ? kNone : found->second;
}

Result<Policy> readPolicy(ByteView text) {
    const auto document = readJsonObject(text);
    if (!document) {
        return document.error();
    }
    std::optional<Error> mistake;
    Fields fields(document.value(), {}, mistake);
    const long long format = fields.number("policy", Need::required, 1, 1'000'000, 0);
    if (fields.sound() && format != kFormat) {
        return Error{Category::refused, "policy_newer",
                     N_("The policy is of a newer format; it needs a newer version of Reseal."), "policy"};
    }
    fields.allowOnly({"policy", "organisation", "signers", "archive_recovery", "ban", "allow_personal_trust",
                      "developer_mode", "hosts_forbidden", "hosts_allowed", "privileges_forbidden", "disabled_plugins",
                      "settings"});
    Policy policy;
    policy.present = true;
    policy.organisation = fields.text("organisation", Need::optional);
    fields.eachOfList("signers", Need::optional, 64, [&](Fields& item) { readSigner(item, policy.signers); });
    fields.eachOfList("archive_recovery", Need::optional, 8,
                      [&](Fields& item) { readSigner(item, policy.archiveRecovery); });
    fields.eachOfList("ban", Need::optional, kMostEntries, [&](Fields& item) { readBan(item, policy); });
    readRules(fields, policy);
    fields.within("settings", [&](Fields& settings) {
        settings.allowOnly({"agent", "plugins"});
        policy.agent = readSettings(settings, "agent");
        settings.within("plugins", [&](Fields& byId) {
            for (const std::string& id : byId.names()) {
                if (!isPluginId(id)) {
                    byId.refuse(id, N_("An id is 1 to 32 characters out of a-z, 0-9 and the hyphen."));
                }
                policy.plugins[id] = readSettings(byId, id.c_str());
            }
        });
    });
    if (mistake) {
        return *mistake;
    }
    return policy;
}

void merge(Policy& policy, Policy later) {
    policy.present = policy.present || later.present;
    if (!later.organisation.empty()) {
        policy.organisation = std::move(later.organisation);
    }
    append(policy.signers, std::move(later.signers));
    append(policy.archiveRecovery, std::move(later.archiveRecovery));
    append(policy.bans, std::move(later.bans));
    append(policy.hostsForbidden, std::move(later.hostsForbidden));
    append(policy.hostsAllowed, std::move(later.hostsAllowed));
    append(policy.problems, std::move(later.problems));
    policy.personalTrust = later.personalTrust ? later.personalTrust : policy.personalTrust;
    policy.developerMode = later.developerMode ? later.developerMode : policy.developerMode;
    policy.privilegesForbidden.merge(later.privilegesForbidden);
    policy.disabledPlugins.merge(later.disabledPlugins);
    for (auto& [key, setting] : later.agent) {
        policy.agent[key] = std::move(setting);
    }
    for (auto& [id, settings] : later.plugins) {
        for (auto& [key, setting] : settings) {
            policy.plugins[id][key] = std::move(setting);
        }
    }
}

} // namespace reseal::plugins
