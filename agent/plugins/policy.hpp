// SPDX-License-Identifier: Apache-2.0
// What an organisation decides about the agent and its plugins: the documents under /etc/reseal/policy.d. Pure; any
// thread. One document:
//
//   {"policy": 1,                                     this format
//    "organisation": "Example Ltd",                   shown to the person
//    "signers": [{"name": "Our IT", "pem": "-----BEGIN CERTIFICATE-----..."},   plugins signed by it, or by one whose
//                {"name": "Our CA", "pem_file": "ca.pem"}],                     certificate it issued, are loaded
//    "archive_recovery": [{"name": "Our security", "pem_file": "recovery.pem"}],   certificates with an RSA key whose
//                                                     holder can open the person's archive; the person always sees it
//    "ban": [{"id": "file", "reason": "..."}, {"sha256": "...", "reason": "..."}],   by id, or by the SHA-256 of a
//                                                     module, a manifest or a signer's certificate
//    "allow_personal_trust": true,                    whether the person may trust further signers
//    "developer_mode": "allowed",                     or "forbidden"
//    "hosts_forbidden": ["*.example.org"],            "hosts_allowed", where there is one, is all that is left
//    "privileges_forbidden": ["exec"],                plugins that ask for it are not loaded
//    "disabled_plugins": ["file"],
//    "settings": {"agent": {"thresholds": {"value": "60,30", "locked": true}},
//                 "plugins": {"file": {"folder": {"value": "/srv/ca", "locked": true}}}}}
//
// Documents are merged in the order of their file names: lists add up, of single values the last one counts. A field
// that is not listed here is a mistake, so that a misspelt rule is not passed over.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/settings.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

struct Ban {
    std::string id;     // or
    std::string sha256; // hex, lower case
    std::string reason; // in the words of whoever banned it
};

struct PolicySigner {
    std::string name;
    std::string pem;     // or
    std::string pemFile; // beside the document, or absolute
    Bytes certificate;   // DER; filled by PolicyFolder
};

// A document that has no effect, and why. `field` may be empty; `detail` is a catalogue text.
struct PolicyProblem {
    std::string file;
    std::string field;
    std::string detail;
};

struct Policy {
    bool present = false; // there is something that an organisation decided
    std::string organisation;
    std::vector<PolicySigner> signers;
    std::vector<PolicySigner> archiveRecovery; // as signers
    std::vector<Ban> bans;
    std::optional<bool> personalTrust;
    std::optional<bool> developerMode;
    std::vector<std::string> hostsForbidden;
    std::vector<std::string> hostsAllowed;
    std::set<std::string> privilegesForbidden;
    std::set<std::string> disabledPlugins;
    core::GivenSettings agent;
    std::map<std::string, core::GivenSettings> plugins; // by id
    std::vector<PolicyProblem> problems;

    // Both are off while any document cannot be relied on: it may be the one that forbids them.
    [[nodiscard]] bool personMayTrust() const { return problems.empty() && personalTrust.value_or(true); }
    [[nodiscard]] bool developerModeAllowed() const { return problems.empty() && developerMode.value_or(true); }

    [[nodiscard]] bool allowsHost(std::string_view host, int port) const;
    [[nodiscard]] const Ban* banOfId(std::string_view id) const; // null where there is none
    [[nodiscard]] const Ban* banOfHash(std::string_view sha256) const;
    [[nodiscard]] const core::GivenSettings& givenTo(const std::string& pluginId) const;
};

// The subject of an error is the field. Errors: bad_json, bad_field (damaged), policy_newer (refused).
[[nodiscard]] Result<Policy> readPolicy(ByteView document);

// Adds what a later document says.
void merge(Policy& policy, Policy later);

} // namespace reseal::plugins
