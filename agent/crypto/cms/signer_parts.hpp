// SPDX-License-Identifier: Apache-2.0
// The parts of a signed message that do not depend on how long its content is. Private to this room. Any thread.
#pragma once

#include "agent/crypto/cms/signed_message_writer.hpp"

#include <string_view>

namespace reseal::crypto {

// How a certificate's key signs in CMS.
struct SigningTerms {
    DigestAlgorithm digest = DigestAlgorithm::sha256;
    Bytes digestAlgorithm; // AlgorithmIdentifiers, whole
    Bytes signatureAlgorithm;
    std::size_t signatureSize = 0; // as expected
};

[[nodiscard]] Result<SigningTerms> signingTerms(const SigningRequest& request);

// The DER SET OF attributes that is signed.
[[nodiscard]] Bytes signedAttributes(const SigningRequest& request, const SigningTerms& terms, ByteView contentDigest);

// certificates [0] and signerInfos.
[[nodiscard]] Bytes messageTail(const SigningRequest& request, const SigningTerms& terms, ByteView attributes,
                                ByteView signature);

// From the outermost SEQUENCE to where the content begins, or, without content, to where the tail does.
[[nodiscard]] Bytes messageHead(const SigningTerms& terms, std::optional<std::uint64_t> contentSize,
                                std::size_t tailSize);

} // namespace reseal::crypto
