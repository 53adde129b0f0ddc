// SPDX-License-Identifier: Apache-2.0
// What a PrivateKey holds, for the sources that make one. Private to this room.
#pragma once

#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_key.hpp"

namespace reseal::crypto {

struct PrivateKey::State {
    KeyHandle key; // Kazakhstan's: under its Russian name
    KeyKind kind = KeyKind::rsa;
    Bytes publicKey = {}; // as OpenSSL 3.0 encodes it, which takes a tenth of a millisecond each time; may be empty
};

// AlgorithmIdentifier and key octets of a PrivateKeyInfo or OneAsymmetricKey; views into it.
struct KeyFields {
    ByteView algorithm; // whole element
    ByteView octets;    // inside the OCTET STRING
};
[[nodiscard]] std::optional<KeyFields> readKeyFields(ByteView pkcs8);

// PrivateKeyInfo of version 0 without attributes.
[[nodiscard]] Secret makePkcs8(ByteView algorithm, ByteView octets);

[[nodiscard]] inline Error keyDamaged() {
    return {Category::damaged, "key_damaged", N_("the private key is damaged"), {}};
}
[[nodiscard]] inline Error keyUnsupported() {
    return {Category::refused, "key_unsupported", N_("this kind of private key is not supported"), {}};
}

} // namespace reseal::crypto
