// SPDX-License-Identifier: Apache-2.0
// Keys out of PKCS#12 files, ready to use: of OpenSSL, old ones (RC2, 3DES), CryptoPro's (1.2.840.113549.1.12.1.80),
// R 50.1.112-2016, RFC 9548, and Kazakhstan's. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reseal::crypto {

struct StoredKey {
    PrivateKey key;
    Bytes certificate;        // DER, of this very key; empty where the file has none yet
    std::string friendlyName; // UTF-8, or empty
    Bytes localKeyId;
};

struct KeyStore {
    std::vector<StoredKey> keys;      // at least one
    std::vector<Bytes> certificates;  // those of no key here: its chain
    std::optional<Error> unread = {}; // why further keys were left out
};

// Errors: bad_pkcs12 (damaged), bad_passphrase (refused), no_private_key (notFound), gost_engine_missing (failed),
// legacy_provider_missing (failed), and those of PrivateKey::fromPkcs8 where no key could be read.
[[nodiscard]] Result<KeyStore> readKeyStore(ByteView data, const Secret& password);

} // namespace reseal::crypto
