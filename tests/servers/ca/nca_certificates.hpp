// SPDX-License-Identifier: Apache-2.0
// Certificates, names and revocation lists as Kazakhstan's NCA makes them, element by element: OpenSSL knows neither
// its keys nor its signatures (facts/kazakhstan-nca.md 3, 4). A call that fails throws std::runtime_error. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reseal::test::ca {

// What the certificate of a holder is for.
enum class NcaUse : std::uint8_t { authentication, signing, both };

struct NcaIssuer {
    const crypto::PrivateKey& key;
    Bytes name;  // DER Name
    Bytes keyId; // its subjectKeyIdentifier
};

struct NcaWanted {
    Bytes subject, publicKeyInfo; // DER
    std::int64_t notBefore = 0;   // seconds since 1970
    std::int64_t notAfter = 0;
    NcaUse use = NcaUse::both;
    std::vector<std::string> roles; // dotted: 1.2.398.3.3.4.1.1 ...
    std::string email;              // empty: none
    std::string services;           // https://host:port, where lists and CA certificates lie
    std::string family;             // of their names: "rsa", "gost"
};

// Parts in order: dotted type and text. Country and serialNumber become PrintableString, the rest UTF8String.
[[nodiscard]] Bytes ncaName(const std::vector<std::pair<std::string, std::string>>& parts);

// As the NCA numbers keys: SHA-1 of the whole SubjectPublicKeyInfo, of GOST 34.10-2015 of its bits alone.
[[nodiscard]] Bytes ncaKeyId(ByteView publicKeyInfo);

[[nodiscard]] Bytes makeNcaCertificate(const NcaWanted& wanted, const NcaIssuer& issuer);
// Of a CA: `subject` may be the issuer itself.
[[nodiscard]] Bytes makeNcaAuthority(const NcaWanted& wanted, const NcaIssuer& issuer);
// Empty, good for a week; `delta`: one that goes with a base list.
[[nodiscard]] Bytes makeNcaList(const NcaIssuer& issuer, std::int64_t now, bool delta);

} // namespace reseal::test::ca
