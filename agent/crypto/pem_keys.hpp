// SPDX-License-Identifier: Apache-2.0
// Private keys out of PEM texts and bare PKCS#8, ready to use. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <vector>

namespace reseal::crypto {

// In the order of the file; at most 100. `password` empty: none was given. Errors: no_private_key (notFound);
// password_needed, password_wrong (refused); key_damaged (damaged), and those of PrivateKey::fromPkcs8.
[[nodiscard]] Result<std::vector<PrivateKey>> readKeyFile(ByteView file, const Secret& password);

} // namespace reseal::crypto
