// SPDX-License-Identifier: Apache-2.0
// Whom an encrypted message is for (RFC 5652, 6.2; RFC 5753): what each RecipientInfo says, in its DER form. Nothing
// here needs a key. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reseal::crypto {

enum class RecipientKind : std::uint8_t {
    keyTransport, // KTRI: the content key encrypted to a public key
    keyAgreement, // KARI: wrapped under a key that both sides agree on
    sharedKey,    // KEKRI: wrapped under a key that both sides had before
    password,     // PWRI
    unknown,      // ORI, and what a later standard adds
};

// By issuer and serial number, or by key identifier; all empty where no certificate is named.
struct RecipientName {
    Bytes issuer; // DER Name
    Bytes serial; // content octets of the INTEGER
    Bytes keyId;
};

struct RecipientPart {
    RecipientName name;
    Bytes encryptedKey; // inside the OCTET STRING
};

// Elements are whole and DER; what a kind does not have is empty.
struct Recipient {
    RecipientKind kind = RecipientKind::unknown;
    Bytes algorithm;                  // keyEncryptionAlgorithm
    Bytes derivation;                 // of a password: keyDerivationAlgorithm
    Bytes originatorKey;              // of an agreement: SubjectPublicKeyInfo, parameters perhaps left out
    Bytes ukm;                        // of an agreement, inside the OCTET STRING
    std::vector<RecipientPart> parts; // one; several of an agreement
};

// `element`: a RecipientInfo in BER. recipient_damaged (damaged).
[[nodiscard]] Result<Recipient> readRecipient(ByteView element);

// Whether the part names this certificate. False where the certificate is damaged.
[[nodiscard]] bool names(const RecipientName& name, ByteView certificate);

[[nodiscard]] std::string algorithmOid(ByteView algorithmIdentifier); // dotted, or empty

} // namespace reseal::crypto
