// SPDX-License-Identifier: Apache-2.0
// The digests that OpenSSL itself has. Any thread.
#pragma once

#include "agent/crypto/message_digest.hpp"

#include <openssl/types.h>

namespace reseal::crypto {

// SHA-1 and SHA-2, fetched once for the life of the process; null for all others.
[[nodiscard]] const EVP_MD* opensslDigest(DigestAlgorithm algorithm);

} // namespace reseal::crypto
