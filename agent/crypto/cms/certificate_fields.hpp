// SPDX-License-Identifier: Apache-2.0
// The parts of a certificate as encoded, which signatures and paths compare octet for octet (RFC 5280, 4.1). Borrowed
// from the certificate. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reseal::crypto {

struct ExtensionField {
    std::string oid; // dotted
    bool critical = false;
    ByteView value; // inside the OCTET STRING
};

// Whole elements.
struct CertificateFields {
    ByteView serial;
    ByteView issuer;
    ByteView subject;
    ByteView publicKeyInfo;
    std::vector<ExtensionField> extensions;

    [[nodiscard]] const ExtensionField* extension(std::string_view oid) const;
    [[nodiscard]] ByteView subjectKeyId() const;   // empty where it has none
    [[nodiscard]] ByteView authorityKeyId() const; // likewise
};

// Nothing where it is damaged.
[[nodiscard]] std::optional<CertificateFields> readCertificateFields(ByteView certificate);

struct Validity {
    TimePoint notBefore{};
    TimePoint notAfter{};
};

// Only that: for looking through many. Nothing where it cannot be read.
[[nodiscard]] std::optional<Validity> readValidity(ByteView certificate);

// A DER Name in its parts, as far as it is sound.
[[nodiscard]] std::vector<NameAttribute> readName(ByteView name);

[[nodiscard]] bool equal(ByteView one, ByteView other);

} // namespace reseal::crypto
