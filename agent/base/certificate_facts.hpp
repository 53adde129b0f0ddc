// SPDX-License-Identifier: Apache-2.0
// What an X.509 certificate says, field by field, with no opinion on it (RFC 5280). crypto fills it, core interprets
// it.
#pragma once

#include "agent/base/bytes.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal {

using TimePoint = std::chrono::sys_seconds; // UTC; holds the years 0 to 9999

struct NameAttribute {
    std::string oid;   // dotted
    std::string value; // UTF-8, as the certificate has it: control and right-to-left characters included
};

// Bits of the keyUsage extension (RFC 5280, 4.2.1.3), first bit lowest.
enum KeyUsageBit : std::uint16_t {
    kDigitalSignature = 1U << 0,
    kNonRepudiation = 1U << 1,
    kKeyEncipherment = 1U << 2,
    kDataEncipherment = 1U << 3,
    kKeyAgreement = 1U << 4,
    kKeyCertSign = 1U << 5,
    kCrlSign = 1U << 6,
    kEncipherOnly = 1U << 7,
    kDecipherOnly = 1U << 8,
};

struct CertificateFacts {
    Bytes der;
    Sha256 sha256{};                    // over der
    std::string serial;                 // hex, lower case, "-" before a negative one
    std::vector<NameAttribute> subject; // in encoded order
    std::vector<NameAttribute> issuer;
    TimePoint notBefore;
    TimePoint notAfter;
    std::optional<TimePoint> privateKeyNotAfter; // 2.5.29.16
    std::optional<std::uint16_t> keyUsage;
    std::vector<std::string> extendedKeyUsage; // dotted OIDs
    std::vector<std::string> policies;         // dotted OIDs
    std::vector<std::string> emails;           // rfc822Name of subjectAltName
    bool isCa = false;
    std::string keyAlgorithm;  // OID of SubjectPublicKeyInfo
    std::string keyParameters; // OID of the curve or parameter set, or empty
    int keyBits = 0;           // 0 where unknown
    std::string signatureAlgorithm;
    Sha256 spkiSha256{};   // over the SubjectPublicKeyInfo DER: how keys are matched
    Bytes gostFingerprint; // first 8 bytes of little-endian X of a GOST key (CryptoPro primaryFP), or empty
    Bytes subjectKeyId;
    Bytes authorityKeyId;
};

} // namespace reseal
