// SPDX-License-Identifier: Apache-2.0
// The key bag of CryptoPro's PFX files, which OpenSSL does not open: password-based encryption
// 1.2.840.113549.1.12.1.80 over an exported key blob (facts/gost-cryptopro-kontur.md 2.1). Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto::gost {

constexpr std::string_view kCryptoProPbe = "1.2.840.113549.1.12.1.80";

// What the password gives, hashed `iterations` times; at most 65535.
[[nodiscard]] Secret cryptoProPasswordKey(std::string_view password, ByteView salt, std::uint64_t iterations);

// `parameters`: those of the AlgorithmIdentifier, whole. A PrivateKeyInfo in the ordinary form; nothing where the
// password is wrong, a MAC does not fit or the form is unknown.
[[nodiscard]] std::optional<Secret> openCryptoProBag(ByteView parameters, ByteView ciphertext,
                                                     std::string_view password);

} // namespace reseal::crypto::gost
