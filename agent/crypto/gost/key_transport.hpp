// SPDX-License-Identifier: Apache-2.0
// Content keys that were sent to a GOST key: GostR3410-KeyTransport and key agreement with the wrapping of GOST
// 28147-89 (RFC 4357, 6; RFC 4490), and KExp15 (R 1323565.1.017-2018, R 1323565.1.025-2019). Any one thread.
#pragma once

#include "agent/crypto/cms/recipient_key.hpp"
#include "agent/crypto/gost/block_cipher.hpp"

namespace reseal::crypto::gost {

// `algorithm`: the keyEncryptionAlgorithm. Errors: recipient_unsupported (refused), decrypt_failed (damaged), key_unfit
// (usage), and those of the key.
[[nodiscard]] Result<Secret> openTransport(ByteView algorithm, ByteView encryptedKey, const RecipientKey& key);

// `peer`: SubjectPublicKeyInfo of the sender.
[[nodiscard]] Result<Secret> openAgreement(ByteView algorithm, ByteView peer, ByteView ukm, ByteView encryptedKey,
                                           const RecipientKey& key);

// RFC 4357, 6.5: a wrapping key made another by `ukm` of 8 bytes.
[[nodiscard]] Secret diversify(SBox box, ByteView key, ByteView ukm);

} // namespace reseal::crypto::gost
