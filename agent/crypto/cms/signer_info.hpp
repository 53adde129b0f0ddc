// SPDX-License-Identifier: Apache-2.0
// One SignerInfo of a signed message (RFC 5652, 5.3), read and not yet believed. Owns its bytes. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/message_digest.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reseal::crypto {

// A hash of the signer's certificate among the signed attributes (RFC 5035). No algorithm: one that is not known here.
struct CertificateHash {
    std::optional<DigestAlgorithm> algorithm;
    Bytes value;
};

struct SignerInfo {
    Bytes issuer; // Name, whole; with `serial`, or else `subjectKeyId`
    Bytes serial; // INTEGER, whole
    Bytes subjectKeyId;
    std::string digestOid;
    std::optional<DigestAlgorithm> digest; // nothing where it is not known here
    Bytes signedAttributes;                // the DER SET OF that is signed; empty where there are none
    Bytes signatureAlgorithm;              // AlgorithmIdentifier, whole
    Bytes signature;

    // Of the signed attributes.
    std::string contentType;
    std::optional<Bytes> messageDigest;
    std::optional<TimePoint> signingTime;
    std::optional<CertificateHash> certificateHash;

    std::vector<Bytes> timeStamps; // tokens among the unsigned attributes

    [[nodiscard]] bool names(ByteView certificate) const;
};

// signer_damaged (damaged): the fields make no SignerInfo, or an attribute that must stand once does not.
[[nodiscard]] Result<SignerInfo> readSignerInfo(ByteView element);

} // namespace reseal::crypto
