// SPDX-License-Identifier: Apache-2.0
// The CMS message (RFC 5652) that a token hands out in two parts, `head` and `suffix`, with the document between them
// where it is attached: what its lengths say, who signed it, and whether the signature is good. The document itself is
// never needed here, only its size and digests. Any thread.
#ifndef TOKEN_VPNKEY_MESSAGE_HPP
#define TOKEN_VPNKEY_MESSAGE_HPP

#include "agent/crypto/message_digest.hpp"

#include <reseal/cxx/values.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace token_vpnkey {

using reseal::ByteView;
using reseal::sdk::Bytes;

inline constexpr std::size_t kLongestPart = 16384; // of head and of suffix, decoded

struct Document {
    std::uint64_t size = 0;
    bool attached = false;
    std::map<reseal::crypto::DigestAlgorithm, Bytes> digests; // of its bytes, by each algorithm that may be met
};

// Why a message was not taken; a snake_case code for the log and the person.
enum class Flaw {
    none,
    badHead,        // not the head of a SignedData with definite lengths
    wrongLength,    // its lengths are not those of head, document and suffix
    badSuffix,      // what follows the document is damaged, or something follows the message
    notOneSigner,   // no signature, or several
    unknownDigest,  // of another algorithm than GOST R 34.11-2012
    noCertificate,  // the signer's certificate is not in it
    otherDocument,  // the signed digest is that of another document
    wrongSignature, // it does not verify
    cannotVerify,   // this computer lacks what the check needs
};
const char* name(Flaw flaw);

// What head says: everything up to the document, or up to the suffix where it is detached.
struct Head {
    std::uint64_t total = 0;              // of the whole message
    std::uint64_t afterHead = 0;          // bytes that the outermost length promises behind head
    std::optional<std::uint64_t> content; // length of the attached document
    std::string digest;                   // OID; the only one
};
std::optional<Head> readHead(ByteView head);

struct Verdict {
    Flaw flaw = Flaw::none;
    Bytes signer; // DER: the certificate whose key made the signature
    bool good() const { return flaw == Flaw::none; }
};

// Lengths first, then the signature; good only if everything is.
Verdict checkMessage(ByteView head, ByteView suffix, const Document& document);

} // namespace token_vpnkey

#endif
