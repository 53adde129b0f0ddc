// SPDX-License-Identifier: Apache-2.0
// The national authorities of Kazakhstan, roots and those under them, recognised by their keys: a name for people, and
// whether what they issue is for tests only. Only digests are kept here, and recognising is not trusting: that a
// certificate leads to an authority is proved by its path (facts/kazakhstan-nca.md 5). Any thread.
#pragma once

#include "agent/core/certificate.hpp"
#include "agent/core/texts.hpp"

#include <string_view>

namespace reseal::core {

struct KnownAuthority {
    std::string_view key;   // SHA-256 of its SubjectPublicKeyInfo, hex
    std::string_view keyId; // what certificates under it name as their authority's key, hex
    const char* name;       // English, of the catalogue, with "{kind}" and "{year}"
    std::string_view kind;  // "GOST", "RSA"
    std::string_view year;  // it was made in
    bool test = false;
};

// Null where the key is none of these.
[[nodiscard]] const KnownAuthority* authorityWithKey(const Sha256& spkiSha256);
[[nodiscard]] const KnownAuthority* authorityWithKey(std::string_view hex);
// The one that the certificate names as its issuer's key: its own word.
[[nodiscard]] const KnownAuthority* authorityNamedBy(const Certificate& certificate);

// "National Certification Authority of Kazakhstan (GOST, 2022)", in the person's language.
[[nodiscard]] std::string nameOf(const KnownAuthority& authority, const Texts& texts);
[[nodiscard]] std::string englishNameOf(const KnownAuthority& authority);

} // namespace reseal::core
