// SPDX-License-Identifier: Apache-2.0
// What the content of an encrypted message is encrypted with, undone piece by piece in constant memory: AES-CBC and
// AES-GCM (RFC 3565, 5084), 3DES and RC2 of old mail (RFC 3370), GOST 28147-89 (RFC 4490), Kuznyechik and Magma in
// CTR-ACPKM with and without OMAC (R 1323565.1.025-2019). Any one thread at a time.
#pragma once

#include "agent/base/byte_stream.hpp"

#include <memory>
#include <string>

namespace reseal::crypto {

// What follows the content in the message, DER.
struct ContentTail {
    ByteView mac;                  // AuthEnvelopedData, inside the OCTET STRING
    ByteView authenticated;        // authAttrs as a SET OF, or empty
    ByteView unprotectedAttribute; // the OMAC of R 1323565.1.025-2019, inside the OCTET STRING, or empty
};

class ContentCipher {
public:
    virtual ~ContentCipher() = default;
    // Any size; what comes out is not to be trusted before finish().
    virtual Status add(ByteView ciphertext, ByteSink& out) = 0;
    // False where padding or authentication does not fit.
    [[nodiscard]] virtual Result<bool> finish(const ContentTail& tail, ByteSink& out) = 0;
};

struct ContentCipherFacts {
    std::string name; // "AES-256-CBC"
    std::size_t keyBytes = 0;
    bool protectedContent = false; // finish() tells a changed content
};

// cipher_unsupported (refused) names the OID in `subject`; content_damaged (damaged) for parameters that do not fit.
// `authenticated`: AuthEnvelopedData, whose ciphers are others.
[[nodiscard]] Result<ContentCipherFacts> describeContentCipher(ByteView algorithm, bool authenticated);

// `key` is of keyBytes. Also gost_engine_missing, legacy_provider_missing (failed).
[[nodiscard]] Result<std::unique_ptr<ContentCipher>> startContentCipher(ByteView algorithm, bool authenticated,
                                                                        const Secret& key);

} // namespace reseal::crypto
