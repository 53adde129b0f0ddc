// SPDX-License-Identifier: Apache-2.0
// What a key signs to show that it is the one of a certificate, before anybody is told that it is in use: a restored
// key on its token, the new key of a renewal. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/private_key.hpp"

namespace reseal::app {

struct KeyTest {
    Bytes signatureAlgorithm; // DER AlgorithmIdentifier
    Bytes digest;             // of the certificate itself, the usual one of its key's kind
};

// Errors: algorithm_unsupported (refused), gost_engine_missing (failed).
[[nodiscard]] Result<KeyTest> keyTestOf(ByteView certificate);

// Errors: key_unproved (refused), and those of crypto::verifyDigestSignature.
[[nodiscard]] Status checkProof(ByteView certificate, const KeyTest& test, ByteView signature);

// The key signs the test of that certificate. Errors: as above, and those of PrivateKey::sign.
[[nodiscard]] Status proveBySigning(const crypto::PrivateKey& key, ByteView certificate);

} // namespace reseal::app
