// SPDX-License-Identifier: Apache-2.0
// Public keys as SubjectPublicKeyInfo, out of certificates and out of the attributes of objects. One thread at a time.
#pragma once

#include "algorithms.hpp"
#include "cryptoki/session.hpp"

namespace token_pkcs11 {

using cryptoki::Session;
using reseal::sdk::Bytes;

struct PublicKey {
    Family family = Family::rsa;
    Bytes info;  // DER SubjectPublicKeyInfo
    Bytes curve; // content of the OID of its curve, where it has one
    Bytes bits;  // of the BIT STRING

    // CAs re-encode parameters; algorithm and bits are what makes a key.
    bool sameAs(const PublicKey& other) const { return family == other.family && bits == other.bits; }
};

std::optional<PublicKey> readPublicKey(std::string_view info);
std::optional<PublicKey> keyOfCertificate(std::string_view certificate);
struct CertificateNames {
    Bytes issuer, serial, subject; // DER
};
std::optional<CertificateNames> namesOfCertificate(std::string_view certificate);

std::optional<Family> familyOf(Session& session, CK_OBJECT_HANDLE key);
// Of a CKO_PUBLIC_KEY, or of a CKO_PRIVATE_KEY that tells its public half.
std::optional<PublicKey> publicKeyOf(Session& session, CK_OBJECT_HANDLE key);

} // namespace token_pkcs11
