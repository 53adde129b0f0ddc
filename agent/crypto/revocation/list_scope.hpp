// SPDX-License-Identifier: Apache-2.0
// Which certificates a revocation list is about: its issuingDistributionPoint (RFC 5280, 5.2.5). Any thread.
#pragma once

#include "agent/crypto/cms/certificate_fields.hpp"

#include <span>

namespace reseal::crypto {

enum class ListScope : std::uint8_t {
    covers,      // what it does not list is not revoked
    someReasons, // what it lists is revoked; what it does not list may be revoked for another reason
    other,       // it is about other certificates, or its scope cannot be read
};

// `isAuthority`: whether the certificate is that of an authority.
[[nodiscard]] ListScope scopeOf(const std::vector<ExtensionField>& listExtensions, const CertificateFields& certificate,
                                bool isAuthority);

} // namespace reseal::crypto
