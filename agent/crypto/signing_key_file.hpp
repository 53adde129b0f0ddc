// SPDX-License-Identifier: Apache-2.0
// A private key and its certificate out of a file, for signing with it at the person's word: PKCS#12 of every country,
// or PEM with key and certificate. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <span>
#include <vector>

namespace reseal::crypto {

struct SigningKey {
    PrivateKey key;
    Bytes certificate; // of this key, DER
};

// `certificates` are looked through as well as those of the file. Errors: those of readKeyStore and PrivateKey;
// password_required (waiting) where a password is needed and none given; bad_passphrase (refused); no_private_key,
// no_certificate (notFound).
[[nodiscard]] Result<SigningKey> readSigningKey(ByteView file, const Secret& password,
                                                std::span<const Bytes> certificates);

} // namespace reseal::crypto
