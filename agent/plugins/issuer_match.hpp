// SPDX-License-Identifier: Apache-2.0
// Whose certificates a CA plugin renews: those of the issuers that its manifest names, and those that its setting
// "issuers" names, which a person or policy fills in. Pure; any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/plugins/manifest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

// Common names, organisations or key ids with ";" between them; a plugin takes it where its manifest has such a
// setting.
inline constexpr const char* kIssuersSetting = "issuers";

// As a certificate names who issued it.
struct IssuerNames {
    std::vector<std::string> commonNames;
    std::vector<std::string> organizations;
    std::string keyId; // AuthorityKeyIdentifier in lower-case hex; empty: none
};
[[nodiscard]] IssuerNames issuerOf(const CertificateFacts& certificate);

// Every field of it that is not empty fits.
[[nodiscard]] bool matches(const IssuerMatch& match, const IssuerNames& issuer);

// `setting`: the value of kIssuersSetting, or empty.
[[nodiscard]] bool serves(const Manifest& manifest, std::string_view setting, const IssuerNames& issuer);

// Whether it may be offered for certificates of issuers that nothing names.
[[nodiscard]] bool servesOthers(const Manifest& manifest);

} // namespace reseal::plugins
