// SPDX-License-Identifier: Apache-2.0
// A signed message (RFC 5652, 5) read in one pass and constant memory: the content goes by, digested under every
// algorithm that the message announces; certificates and signers are kept. Nothing is believed yet. Any one thread.
#pragma once

#include "agent/base/byte_stream.hpp"
#include "agent/crypto/cms/signer_info.hpp"

#include <string>
#include <vector>

namespace reseal::crypto {

inline constexpr std::size_t kMaxMessageCertificates = 4U << 20; // bytes, all of them
inline constexpr std::size_t kMaxMessageSigners = 1U << 20;      // likewise
inline constexpr std::size_t kMaxSigners = 100;

struct ContentDigest {
    DigestAlgorithm algorithm = DigestAlgorithm::sha256;
    Result<Bytes> value; // or why this computer cannot make it
};

struct SignedMessage {
    std::string contentType; // dotted
    bool attached = false;
    std::uint64_t contentSize = 0;
    Bytes contentStart; // its first octets
    std::vector<ContentDigest> digests;
    std::vector<Bytes> certificates;
    std::vector<SignerInfo> signers;
};

// `message`: DER or BER, as UnwrappedSource gives it; `content` gets what is attached and may be null.
// Errors (damaged): those of BerStream; not_signed, signer_damaged, no_signers, too_many_signers; and those of the
// source and the sink.
[[nodiscard]] Result<SignedMessage> readSignedMessage(ByteSource& message, ByteSink* content);

// Gives a message without its content the digests of it. content_given_twice (usage) where it has one.
Status digestContent(SignedMessage& message, ByteSource& content);

} // namespace reseal::crypto
