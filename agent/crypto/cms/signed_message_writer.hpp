// SPDX-License-Identifier: Apache-2.0
// Signs documents as CAdES-BES (RFC 5652, RFC 5126): DER with definite lengths, the signer's certificate inside, in
// constant memory. The key may lie anywhere: the signature comes through a callback and is checked against the
// certificate before anything is reported as done. Any one thread.
#pragma once

#include "agent/base/byte_stream.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/crypto/message_digest.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace reseal::crypto {

struct SigningRequest {
    Bytes certificate;                          // of the signer, DER
    std::vector<Bytes> others = {};             // go along, DER
    TimePoint time;                             // that the signer claims
    std::optional<DigestAlgorithm> digest = {}; // of SHA-2, for RSA and EC; otherwise the one that the key goes with
    Bytes signatureAlgorithm = {};              // what the key's owner says of its signatures; empty: as is usual
};

// Signs a digest with the certificate's key. The bytes are those of the signature field (private_key.hpp).
using SignDigest = std::function<Result<Bytes>(DigestAlgorithm algorithm, ByteView digest)>;

// The digest that a signature by this certificate's key will be over. certificate_unfit (refused).
[[nodiscard]] Result<DigestAlgorithm> signingDigest(const SigningRequest& request);

// Errors: certificate_unfit (refused); signature_unfit (failed): the signature does not fit the certificate;
// content_changing (failed): the content changed while it was read; and those of source, sink and callback.
Status signDetached(ByteSource& content, const SigningRequest& request, const SignDigest& sign, ByteSink& out);

// `content` is opened once, or twice where lengths turn out otherwise than expected; its size must be known.
Status signAttached(const OpenSource& content, const SigningRequest& request, const SignDigest& sign,
                    RewritableSink& out);

} // namespace reseal::crypto
