// SPDX-License-Identifier: Apache-2.0
// Writes PKCS#12 files (RFC 7292) with one key and its certificates. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace reseal::crypto {

// How the file is locked; every one of them opens with readKeyStore.
enum class Pkcs12Lock : std::uint8_t {
    aes,     // PBES2 with AES-256 and HMAC-SHA-256: whatever opens PKCS#12 today
    russian, // R 50.1.112-2016: GOST 28147-89 and Streebog-512; for GOST software
    kazakh,  // as the NCA's own files: 3DES for the key, RC2-40 for certificates, SHA-1. Weak; for Kazakh software
};

// What software of the key's country opens: kazakh for its GOST keys, else aes.
[[nodiscard]] Pkcs12Lock customaryLock(KeyKind kind);

struct Pkcs12Content {
    const PrivateKey& key;
    Bytes certificate = {};        // DER, of this key; empty: not there yet
    std::vector<Bytes> chain = {}; // DER
    std::string friendlyName = {}; // UTF-8; empty: none, under the kazakh lock localKeyId in hex, as the NCA has it
    Bytes localKeyId = {};         // empty: the certificate's SubjectKeyIdentifier, else SHA-1 of the public key's bits
};

// Errors: certificate_unfit (usage) where it belongs to another key, gost_engine_missing, legacy_provider_missing
// (failed), write_failed (failed).
[[nodiscard]] Result<Bytes> writePkcs12(const Pkcs12Content& content, const Secret& password, Pkcs12Lock lock);

} // namespace reseal::crypto
