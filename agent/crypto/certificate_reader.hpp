// SPDX-License-Identifier: Apache-2.0
// One X.509 certificate into facts, taking over the bytes. Private to this room. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

namespace reseal::crypto {

// Far above any real certificate: the fields of one take many times its size in memory.
inline constexpr std::size_t kMaxCertificateBytes = 1U << 20;

// As readCertificate, without copying the bytes. Bytes after the certificate are dropped.
[[nodiscard]] Result<CertificateFacts> takeCertificate(Bytes der);

} // namespace reseal::crypto
