// SPDX-License-Identifier: Apache-2.0
// Private keys seen in files: which public key they belong to, and whether a password keeps them. Key bytes are
// wiped after use and never handed on. Any thread.
#pragma once

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_key.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace reseal::crypto {

// A key and the OID of its algorithm, which is known even where the key cannot be loaded.
struct FoundKey {
    FileKey key;
    std::string algorithm;
};

// Unencrypted keys: PKCS#8, and the older RSA, DSA and EC forms. Nothing where the bytes are no key at all.
[[nodiscard]] std::optional<FoundKey> readPkcs8Key(ByteView der);
[[nodiscard]] std::optional<FoundKey> readPlainKey(ByteView der);
[[nodiscard]] FoundKey describeKey(const PKCS8_PRIV_KEY_INFO* info);
[[nodiscard]] std::optional<FoundKey> describeKey(const PrivateKey& key); // nothing where its public key is unknown

// EncryptedPrivateKeyInfo: locked where no password opens it.
[[nodiscard]] std::optional<FoundKey> readEncryptedKey(ByteView der, std::span<const Secret> passwords,
                                                       DerivationBudget& budget);
// An encrypted PEM block of the form older than PKCS#8 (DEK-Info).
[[nodiscard]] FoundKey readEncryptedPemKey(std::string_view block, std::span<const Secret> passwords);

// Gives a key the SubjectPublicKeyInfo hash of its certificate among these, where the key itself did not tell.
void matchKey(FoundKey& found, std::span<const CertificateFacts> certificates);

[[nodiscard]] bool namesRussianGost(ByteView algorithmIdentifier);

// Encodes `algorithm` into `der` and loads what undoing it may need: gost-engine, the legacy provider. False where it
// names GOST and this computer has no engine.
[[nodiscard]] bool prepareForAlgorithm(const X509_ALGOR* algorithm, Bytes& der);

} // namespace reseal::crypto
