// SPDX-License-Identifier: Apache-2.0
// What passwords lock in PKCS#12 files: OpenSSL's schemes, CryptoPro's, and those of RFC 9548. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto {

// A password to try: nothing at all differs from an empty one in PKCS#12.
using Pkcs12Password = std::optional<std::string_view>;

[[nodiscard]] inline const char* textOf(const Pkcs12Password& password) {
    return password ? password->data() : nullptr;
}
[[nodiscard]] inline int sizeOf(const Pkcs12Password& password) {
    return password ? static_cast<int>(password->size()) : 0;
}

// Nothing where the password is wrong or the scheme is not supported. Schemes without a MAC of their own may let a
// wrong password through and give nonsense.
[[nodiscard]] std::optional<Secret> decryptPkcs12(const X509_ALGOR* algorithm, ByteView ciphertext,
                                                  const Pkcs12Password& password);

// Whether a failure to decrypt means a wrong password; where a scheme is not supported, it means nothing.
[[nodiscard]] bool failureTellsPassword(const X509_ALGOR* algorithm);

} // namespace reseal::crypto
