// SPDX-License-Identifier: Apache-2.0
// PKCS#12 files (RFC 7292, R 50.1.112-2016): certificates and the keys that belong to them. Any thread.
#pragma once

#include "agent/crypto/certificate_file.hpp"

#include <span>

namespace reseal::crypto {

[[nodiscard]] Result<FileContents> readPkcs12File(ByteView data, std::span<const Secret> passwords);

} // namespace reseal::crypto
