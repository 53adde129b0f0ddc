// SPDX-License-Identifier: Apache-2.0
// Kazakh GOST private keys through gost-engine, which knows only the Russian names of the same mathematics
// (facts/kazakhstan-nca.md 4). Any thread.
#pragma once

#include "agent/crypto/openssl_handles.hpp"

#include <string_view>

namespace reseal::crypto {

// Null where the engine is missing or the key is malformed. `algorithm` is the Kazakh key OID.
[[nodiscard]] KeyHandle loadKazakhKey(const PKCS8_PRIV_KEY_INFO* info, std::string_view algorithm);

} // namespace reseal::crypto
