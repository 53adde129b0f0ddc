// SPDX-License-Identifier: Apache-2.0
// Extensions of a certificate that the agent acts on (RFC 5280, 4.2.1). Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"

namespace reseal::crypto {

// Adds what the extension says to `facts`. `oid` and `value` are the contents of extnID and extnValue; an unknown
// or malformed extension changes nothing. False only where a date in it cannot be read.
[[nodiscard]] bool readExtension(ByteView oid, ByteView value, CertificateFacts& facts);

} // namespace reseal::crypto
