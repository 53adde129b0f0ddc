// SPDX-License-Identifier: Apache-2.0
// Certificates inside a PKCS#7 or CMS SignedData (RFC 5652, 5.1), DER or BER. Nothing is verified. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <vector>

namespace reseal::crypto {

// Borrowed encodings, in order; nothing where the message is damaged.
[[nodiscard]] std::optional<std::vector<ByteView>> certificatesOfSignedData(ByteView message, std::size_t most);

} // namespace reseal::crypto
