// SPDX-License-Identifier: Apache-2.0
// The numbers inside a GOST key that gost-engine holds: its private scalar, and VKO (RFC 4357 5.2, RFC 7836 4.3), which
// the engine gives for GOST R 34.10-2012 only. Private to this room; any one thread at a time.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/message_digest.hpp"
#include "agent/crypto/openssl_handles.hpp"

namespace reseal::crypto::gost {

// d, little-endian, as long as q. Empty where the key is public only.
[[nodiscard]] Secret privateScalar(const EVP_PKEY* key);

// `ukm`, little-endian, is 8 to 32 bytes and not zero. `digest`: of x || y.
[[nodiscard]] Result<Secret> agree(const EVP_PKEY* key, const EVP_PKEY* peer, ByteView ukm, DigestAlgorithm digest);

} // namespace reseal::crypto::gost
