// SPDX-License-Identifier: Apache-2.0
// Certificates inside a PKCS#7 or CMS SignedData (RFC 5652, 5.1), DER or BER. Nothing is verified. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <vector>

namespace reseal::crypto {

struct SignedCertificates {
    std::vector<ByteView> encodings; // borrowed, in order
    bool brokenOff = false;          // what follows the last of them is damaged
};

// Nothing where the message is damaged before its certificates.
[[nodiscard]] std::optional<SignedCertificates> certificatesOfSignedData(ByteView message, std::size_t most);

} // namespace reseal::crypto
