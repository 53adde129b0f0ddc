// SPDX-License-Identifier: Apache-2.0
// Recipients whose keys the openssl program makes, and messages opened for them as `reseal decrypt` does. A call that
// fails throws std::runtime_error.
#pragma once

#include "agent/crypto/cms/enveloped_message.hpp"
#include "signing_fixtures.hpp"

namespace reseal::test {

// Writes <prefix>key.pem and <prefix>cert.pem with `openssl req -x509 -newkey OPTIONS`.
[[nodiscard]] Signer makeOpensslRecipient(const OpensslProgram& program, const std::string& options,
                                          const std::string& prefix = {});

struct Opened {
    std::string reason = "opened"; // or why not
    Bytes content;                 // empty where it was not opened
    crypto::EnvelopeHead head;
};

// The part that names this certificate; nothing where none does.
[[nodiscard]] std::optional<crypto::OpeningMeans> meansFor(const crypto::EnvelopeHead& head, const Signer& recipient);

[[nodiscard]] Opened open(ByteView message, const Signer& recipient, std::size_t piece = 100'000);
[[nodiscard]] Opened openWithPassword(ByteView message, std::string_view password);
// For the key, whatever the message says of its recipients.
[[nodiscard]] Opened openAnyway(ByteView message, std::shared_ptr<const crypto::PrivateKey> key);

// Not the same anywhere within the sections of any cipher.
[[nodiscard]] Bytes sampleContent(std::size_t size);

} // namespace reseal::test
