// SPDX-License-Identifier: Apache-2.0
// What a SubjectPublicKeyInfo says of its key, read from its DER: no key is loaded, so GOST keys of Russia and
// Kazakhstan read as well as RSA (RFC 5280, 5480, 9215; facts/kazakhstan-nca.md 4). Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <string>
#include <string_view>

namespace reseal::crypto {

struct PublicKeyInfo {
    std::string algorithm;  // dotted OID
    std::string parameters; // dotted OID of the curve or parameter set, or empty
    int bits = 0;           // 0 where unknown
    Sha256 sha256{};        // over the whole SubjectPublicKeyInfo
    Bytes gostFingerprint;  // first 8 bytes of little-endian X, or empty
};

// `spki` is the whole element. Fields that cannot be read stay empty.
[[nodiscard]] PublicKeyInfo readPublicKeyInfo(ByteView spki);

// The whole element inside a certificate, as encoded; empty where it is none.
[[nodiscard]] ByteView publicKeyInfoIn(ByteView certificate);

[[nodiscard]] bool isRussianGostKey(std::string_view algorithm);
[[nodiscard]] bool isKazakhGostKey(std::string_view algorithm);

[[nodiscard]] Sha256 sha256(ByteView data);

} // namespace reseal::crypto
