// SPDX-License-Identifier: Apache-2.0
// PBES2 of PKCS#12 with Kuznyechik or Magma in CTR-ACPKM mode, with an OMAC or without (RFC 9337, RFC 9548), which
// OpenSSL 3.0 over gost-engine 3.0 cannot undo by itself (facts/gost-cryptopro-kontur.md 2.2). Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto::gost {

// Whether this AlgorithmIdentifier is such a PBES2.
[[nodiscard]] bool isAcpkmPbes2(ByteView algorithmIdentifier);

// Nothing where the OMAC does not fit, the engine is missing or a parameter is unknown.
[[nodiscard]] std::optional<Secret> openAcpkmPbes2(ByteView algorithmIdentifier, ByteView ciphertext,
                                                   std::string_view password);

} // namespace reseal::crypto::gost
