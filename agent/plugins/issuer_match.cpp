// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/issuer_match.hpp"

#include <algorithm>

namespace reseal::plugins {
namespace {

constexpr std::string_view kCommonName = "2.5.4.3";
constexpr std::string_view kOrganization = "2.5.4.10";

// Byte by byte. "*" at either end stands for anything, and alone for nothing.
bool fits(std::string_view pattern, std::string_view name) {
    const bool anyStart = pattern.starts_with('*');
    pattern.remove_prefix(anyStart ? 1 : 0);
    const bool anyEnd = pattern.ends_with('*');
    pattern.remove_suffix(anyEnd ? 1 : 0);
    if (pattern.empty()) {
        return false;
    }
    if (anyStart && anyEnd) {
        return name.find(pattern) != std::string_view::npos;
    }
    if (anyStart || anyEnd) {
        return anyStart ? name.ends_with(pattern) : name.starts_with(pattern);
    }
    return name == pattern;
}

bool fitsOneOf(std::string_view pattern, const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const std::string& name) { return fits(pattern, name); });
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

bool isKeyId(std::string_view text, const std::string& keyId) {
    const auto same = [](char given, char known) {
        return (given >= 'A' && given <= 'F' ? static_cast<char>(given - 'A' + 'a') : given) == known;
    };
    return !keyId.empty() && std::ranges::equal(text, keyId, same);
}

bool namedIn(std::string_view setting, const IssuerNames& issuer) {
    while (!setting.empty()) {
        const std::size_t end = std::min(setting.find(';'), setting.size());
        const std::string_view one = trimmed(setting.substr(0, end));
        if (fitsOneOf(one, issuer.commonNames) || fitsOneOf(one, issuer.organizations) || isKeyId(one, issuer.keyId)) {
            return true;
        }
        setting.remove_prefix(std::min(end + 1, setting.size()));
    }
    return false;
}

} // namespace

IssuerNames issuerOf(const CertificateFacts& certificate) {
    IssuerNames names;
    for (const NameAttribute& attribute : certificate.issuer) {
        if (attribute.oid == kCommonName) {
            names.commonNames.push_back(attribute.value);
        } else if (attribute.oid == kOrganization) {
            names.organizations.push_back(attribute.value);
        }
    }
    names.keyId = toHex(certificate.authorityKeyId);
    return names;
}

bool matches(const IssuerMatch& match, const IssuerNames& issuer) {
    const bool saysSomething = !match.commonName.empty() || !match.organization.empty() || !match.keyId.empty();
    return saysSomething && (match.commonName.empty() || fitsOneOf(match.commonName, issuer.commonNames)) &&
           (match.organization.empty() || fitsOneOf(match.organization, issuer.organizations)) &&
           (match.keyId.empty() || match.keyId == issuer.keyId);
}

bool serves(const Manifest& manifest, std::string_view setting, const IssuerNames& issuer) {
    return namedIn(setting, issuer) ||
           std::ranges::any_of(manifest.issuers, [&](const IssuerMatch& match) { return matches(match, issuer); });
}

bool servesOthers(const Manifest& manifest) { return manifest.issuers.empty() || manifest.otherIssuers; }

} // namespace reseal::plugins
