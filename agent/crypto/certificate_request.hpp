// SPDX-License-Identifier: Apache-2.0
// Certificate requests (PKCS#10, RFC 2986) for keys of every kind, in memory or on a token. Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <functional>

namespace reseal::crypto {

struct RequestContent {
    Bytes subject;    // DER Name; left empty: a Name without parts
    Bytes extensions; // DER Extensions to ask for, or nothing
    Bytes attributes; // DER SET OF Attribute, further ones, or nothing
};

// Gives the signature over a digest as PrivateKey::sign does.
using DigestSigner = std::function<Result<Bytes>(DigestAlgorithm algorithm, ByteView digest)>;

// DER CertificationRequest. Errors: request_malformed (usage) where the content is no DER of its kind,
// algorithm_unsupported, and those of the signer. A request whose signature does not verify is refused as sign_failed.
[[nodiscard]] Result<Bytes> makeCertificateRequest(const RequestContent& content, ByteView publicKeyInfo,
                                                   const DigestSigner& sign);
[[nodiscard]] Result<Bytes> makeCertificateRequest(const RequestContent& content, const PrivateKey& key);

// What a request asks for; views into it.
struct RequestFields {
    ByteView subject;       // whole Name
    ByteView publicKeyInfo; // whole element
    ByteView extensions;    // whole Extensions, or empty
};
[[nodiscard]] Result<RequestFields> readCertificateRequest(ByteView der);

// Whether it is signed by the key that it names. Errors as in signature_check.hpp.
[[nodiscard]] Result<bool> verifyCertificateRequest(ByteView der);

} // namespace reseal::crypto
