// SPDX-License-Identifier: Apache-2.0
// What C_CreateObject is given of a key: RSA (RFC 8017 A.1.2), EC (RFC 5915), GOST (RFC 9215; CKA_VALUE little-endian,
// PKCS#11 2.40 2.34). Any thread.
#pragma once

#include "cryptoki/attributes.hpp"
#include "public_key.hpp"

namespace token_pkcs11 {

struct KeyMaterial {
    cryptoki::Attributes privateKey; // type and numbers of the key; wiped when it goes
    cryptoki::Attributes publicKey;
};

// `pkcs8`: PrivateKeyInfo, in the clear. Failure: RESEAL_E_INVALID (key_damaged) where it is none, or visibly that of
// another certificate.
KeyMaterial materialOf(const reseal::sdk::Secret& pkcs8, const PublicKey& certified);

} // namespace token_pkcs11
