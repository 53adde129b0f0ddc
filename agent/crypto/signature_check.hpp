// SPDX-License-Identifier: Apache-2.0
// Whether a signature over a digest was made with the private key of a public key: RSA (PKCS#1 v1.5, PSS), EC, GOST of
// Russia and of Kazakhstan in all spellings that are met. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/message_digest.hpp"

#include <optional>

namespace reseal::crypto {

// `signatureAlgorithm`: DER AlgorithmIdentifier; that of a key is taken too (Kazakhstan's CMS, facts/kazakhstan-nca.md
// 1.8). False: it does not verify. Errors: key_damaged (damaged), algorithm_unsupported, gost_engine_missing (failed),
// digest_unfit (damaged).
[[nodiscard]] Result<bool> verifyDigestSignature(ByteView publicKeyInfo, ByteView signatureAlgorithm,
                                                 DigestAlgorithm algorithm, ByteView digest, ByteView signature);

// The digest that a signature AlgorithmIdentifier implies; nothing where it names only a key or is unknown.
[[nodiscard]] std::optional<DigestAlgorithm> digestOfSignature(ByteView signatureAlgorithm);

// A certificate, CRL or request: SEQUENCE { signed part, AlgorithmIdentifier, BIT STRING } under `issuerPublicKeyInfo`.
[[nodiscard]] Result<bool> verifySignedObject(ByteView object, ByteView issuerPublicKeyInfo);

} // namespace reseal::crypto
