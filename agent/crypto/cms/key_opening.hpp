// SPDX-License-Identifier: Apache-2.0
// The content key out of what a recipient got: RSA (RFC 3370, 4055), ECDH (RFC 5753), passwords (RFC 3211), GOST (RFC
// 4490, R 1323565.1.025-2019). Any one thread.
#pragma once

#include "agent/crypto/cms/recipient.hpp"
#include "agent/crypto/cms/recipient_key.hpp"

namespace reseal::crypto {

struct ContentKey {
    Secret key;
    // RSA PKCS#1 v1.5 did not give a key of the size that the content needs; `key` is a random one (RFC 3218), and the
    // message must end as one whose content is damaged.
    bool random = false;
};

// `keyBytes`: what the content's cipher needs. Errors: recipient_unsupported (refused), key_unfit (usage),
// decrypt_failed (damaged), recipient_damaged (damaged), and those of the key.
[[nodiscard]] Result<ContentKey> openContentKey(const Recipient& recipient, const RecipientPart& part,
                                                const RecipientKey& key, std::size_t keyBytes);
// Of a PWRI.
[[nodiscard]] Result<ContentKey> openContentKey(const Recipient& recipient, const Secret& password,
                                                std::size_t keyBytes);

[[nodiscard]] Error decryptFailed();

} // namespace reseal::crypto
