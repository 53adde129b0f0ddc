// SPDX-License-Identifier: Apache-2.0
// A key file that the person names, for signing or for opening messages. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/signing_key_file.hpp"

#include <string>
#include <vector>

namespace reseal::app {

// Its private key and the certificate of that, which may be one of `certificates`. Errors as of readSigningKey(), with
// the file as their subject, and those of reading it.
[[nodiscard]] Result<crypto::SigningKey> readKeyFile(const std::string& keyFile, const std::vector<Bytes>& certificates,
                                                     const Secret& password);

} // namespace reseal::app
