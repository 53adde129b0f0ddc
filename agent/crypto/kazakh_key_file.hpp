// SPDX-License-Identifier: Apache-2.0
// Key files as Kazakhstan's NCA writes them: what they are called and what is in them (facts/kazakhstan-nca.md 3). Any
// thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <string>
#include <string_view>

namespace reseal::crypto {

// 40 hex digits, lower case: the certificate's SubjectKeyIdentifier where it is a digest of its key. Otherwise SHA-1 of
// the whole SubjectPublicKeyInfo for RSA and GOST-2004, of the octets of its BIT STRING for GOST-2015. Errors:
// decode_failed (damaged).
[[nodiscard]] Result<std::string> kazakhKeyId(ByteView certificate);

// "AUTH_RSA256_<id>.p12", "RSA256_<id>.p12", "GOSTKNCA_<id>.p12" or "GOST512_<id>.p12". Errors: decode_failed
// (damaged), key_unsupported (refused) where the NCA has no name for such keys.
[[nodiscard]] Result<std::string> kazakhFileName(ByteView certificate);

// Whether a file is called so, whatever is in it.
[[nodiscard]] bool isKazakhFileName(std::string_view name);
// Whether a new password keeps PasswordRules::kazakh.
[[nodiscard]] bool isKazakhPassword(const Secret& password);

// PKCS#12 with this key and its certificate, without those of authorities, locked as the NCA's own files are (weak, but
// what software of the country opens). Errors: certificate_unfit (usage), file_password_unfit (usage: one of
// PasswordRules::kazakh is broken), decode_failed (damaged), legacy_provider_missing, write_failed (failed).
[[nodiscard]] Result<Bytes> writeKazakhPkcs12(const PrivateKey& key, ByteView certificate, const Secret& password);

} // namespace reseal::crypto
