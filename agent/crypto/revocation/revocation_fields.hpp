// SPDX-License-Identifier: Apache-2.0
// What revocation lists and OCSP responses have in common: extensions and reasons (RFC 5280, 5.3). Any thread.
#pragma once

#include "agent/base/revocation_facts.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"

namespace reseal::crypto {

// One Extension, by the content of its SEQUENCE.
[[nodiscard]] std::optional<ExtensionField> readExtensionField(ByteView content);

// The SEQUENCE OF Extension inside an explicit tag. Nothing where it is damaged, has one of them twice, or more than
// any real one has.
[[nodiscard]] std::optional<std::vector<ExtensionField>> readExtensionList(ByteView explicitly);

// An ENUMERATED; nothing where it is no reason of RFC 5280.
[[nodiscard]] std::optional<RevocationReason> readRevocationReason(ByteView value);

} // namespace reseal::crypto
