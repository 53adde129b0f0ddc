// SPDX-License-Identifier: Apache-2.0
// An encrypted message (RFC 5652, 6: EnvelopedData; RFC 5083: AuthEnvelopedData) read in one pass and constant memory:
// its recipients first, which need no key, then its content through a cipher to a sink. Any one thread.
#pragma once

#include "agent/base/byte_stream.hpp"
#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/content_cipher.hpp"
#include "agent/crypto/cms/recipient.hpp"
#include "agent/crypto/cms/recipient_key.hpp"

namespace reseal::crypto {

inline constexpr std::size_t kMaxRecipientBytes = 8U << 20; // all of them
inline constexpr std::size_t kMaxRecipients = 20'000;

struct EnvelopeHead {
    bool authenticated = false; // AuthEnvelopedData
    std::vector<Recipient> recipients;
    std::string contentType; // dotted
    Bytes contentAlgorithm;  // DER AlgorithmIdentifier
};

// What opens one part of one recipient: a key, or the password of a PWRI.
struct OpeningMeans {
    std::size_t recipient = 0;
    std::size_t part = 0;
    std::shared_ptr<const RecipientKey> key = {};
    Secret password = {};
};

class EnvelopedMessage {
public:
    // `message`: DER or BER, as UnwrappedSource gives it.
    explicit EnvelopedMessage(ByteSource& message) : stream_(message) {}

    // Up to the content; once. Errors (damaged): those of BerStream; not_encrypted, recipient_damaged, no_recipients,
    // too_many_recipients; and those of the source.
    [[nodiscard]] Result<EnvelopeHead> readHead();

    // Decrypts the content into `out`; once, after readHead(). Whatever `out` got must be thrown away unless this is
    // ok. Errors: decrypt_failed (damaged), the same for a wrong key, a wrong padding and a changed content;
    // cipher_unsupported, recipient_unsupported (refused); and those of the source, the sink and the key.
    Status readContent(const EnvelopeHead& head, const OpeningMeans& means, ByteSink& out);

private:
    Status enterEnvelope(EnvelopeHead& head);
    Status readRecipients(EnvelopeHead& head);
    Status readContentHead(EnvelopeHead& head);
    Status readTail(bool authenticated, ContentCipher& cipher, ByteSink& out, bool& fits);

    BerStream stream_;
};

// Recipients and cipher alone.
[[nodiscard]] Result<EnvelopeHead> readEnvelopeHead(ByteSource& message);

} // namespace reseal::crypto
