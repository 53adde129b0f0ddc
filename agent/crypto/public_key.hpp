// SPDX-License-Identifier: Apache-2.0
// Public keys loaded for use, those of Kazakhstan under their Russian names. Private to this room; any thread, one
// owner at a time.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_key.hpp"

namespace reseal::crypto {

struct PublicKey {
    KeyHandle key;
    KeyKind kind = KeyKind::rsa;
};

// Errors: key_damaged, algorithm_unsupported, gost_engine_missing.
[[nodiscard]] Result<PublicKey> loadPublicKey(ByteView publicKeyInfo);

// DER SubjectPublicKeyInfo; empty where the key has none.
[[nodiscard]] Bytes encodePublicKey(const EVP_PKEY* key);

// The same point or modulus, however the parameters are spelled.
[[nodiscard]] bool samePublicKey(const EVP_PKEY* one, const EVP_PKEY* other);

} // namespace reseal::crypto
