// SPDX-License-Identifier: Apache-2.0
// Private keys out of PEM blocks and EncryptedPrivateKeyInfo, as PKCS#8 octets. Private to this room; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/pem_blocks.hpp"

namespace reseal::crypto {

[[nodiscard]] Error keyLocked(); // password_required (waiting)
[[nodiscard]] Error noKeyHere(); // no_private_key (notFound)

// EncryptedPrivateKeyInfo. Errors: password_required, bad_passphrase, no_private_key.
[[nodiscard]] Result<Secret> decryptedKey(ByteView der, const Secret& password);

// PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY and EC PRIVATE KEY. Errors: as above.
[[nodiscard]] Result<Secret> readKeyBlock(const PemBlock& block, const Secret& password);

} // namespace reseal::crypto
