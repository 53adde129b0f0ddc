// SPDX-License-Identifier: Apache-2.0
// What signature and key algorithms are called in X.509 and CMS: RFC 4055, 5758, 4491, 9215; Kazakhstan's from
// facts/kazakhstan-nca.md 4.1. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto {

struct SignatureName {
    KeyKind key;
    std::optional<DigestAlgorithm> digest; // nothing where the name is that of the key
};

[[nodiscard]] bool isKazakh(KeyKind kind);
[[nodiscard]] bool isGost(KeyKind kind);

// `oid`: of a key or a signature, dotted.
[[nodiscard]] std::optional<SignatureName> signatureNamed(std::string_view oid);
// Of a SubjectPublicKeyInfo; nothing where it is no key of these kinds.
[[nodiscard]] std::optional<KeyKind> kindOfPublicKey(ByteView publicKeyInfo);

// The digest that signatures of this kind go with; GOST has no other.
[[nodiscard]] DigestAlgorithm usualDigestOf(KeyKind kind);
[[nodiscard]] bool digestFits(KeyKind kind, DigestAlgorithm digest);

// DER AlgorithmIdentifiers. Precondition: digestFits().
[[nodiscard]] Bytes signatureAlgorithmOf(KeyKind kind, DigestAlgorithm digest);
// Of a digest beside a signature of this kind, in the names of its country.
[[nodiscard]] Bytes digestAlgorithmOf(KeyKind kind, DigestAlgorithm digest);

} // namespace reseal::crypto
