// SPDX-License-Identifier: Apache-2.0
// header.key of a CryptoPro CSP container: certificates, key fingerprints, key validity, password bit
// (facts/gost-cryptopro-kontur.md 1.3). Parsed as DER; offsets differ between versions of CSP. Any thread.
#pragma once

#include "agent/crypto/certificate_file.hpp"

namespace reseal::crypto {

[[nodiscard]] Result<FileContents> readCryptoproHeader(ByteView data);

} // namespace reseal::crypto
