// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM (NIST SP 800-38D) as the vault uses it: nonce (12 octets) || ciphertext || tag (16 octets), a fresh
// random nonce for each record. storage/FORMAT.md describes it. Any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/vault/locked_key.hpp"

namespace reseal::crypto {

inline constexpr std::size_t kSealNonce = 12;
inline constexpr std::size_t kSealTag = 16;

[[nodiscard]] Bytes seal(const LockedKey& key, ByteView plain, ByteView associated);

// Errors: seal_broken (damaged): another key, other associated data, or a changed octet.
[[nodiscard]] Result<Secret> unseal(const LockedKey& key, ByteView sealed, ByteView associated);

// RSA-OAEP with SHA-256 and MGF1 over SHA-256 to a public key: a SubjectPublicKeyInfo, or a certificate's. Opens with
// `openssl pkeyutl -decrypt`. Errors: key_unfit (usage).
[[nodiscard]] Result<Bytes> sealToPublicKey(ByteView publicKeyInfo, ByteView plain);

// The SubjectPublicKeyInfo in PEM: of a certificate or a public key. Errors: key_unfit (usage).
[[nodiscard]] Result<Bytes> publicKeyOfPem(std::string_view pem);

} // namespace reseal::crypto
