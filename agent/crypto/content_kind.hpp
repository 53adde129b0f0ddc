// SPDX-License-Identifier: Apache-2.0
// Tells from its outermost elements what a DER or BER file holds. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>

namespace reseal::crypto {

enum class ContentKind : std::uint8_t {
    unknown,
    certificate,
    certificateRequest,
    revocationList,
    signedData,    // PKCS#7 or CMS with certificates
    encryptedData, // EnvelopedData and its relatives
    otherMessage,  // any other PKCS#7 or CMS content
    pkcs12,
    pkcs8Key,
    encryptedKey, // EncryptedPrivateKeyInfo
    plainKey,     // RSA, DSA or EC key of the form older than PKCS#8
    publicKey,
    cryptoproHeader,
};

struct Sniffed {
    ContentKind kind = ContentKind::unknown;
    bool cutOff = false; // the data ends before its outermost element does
};

// Also names the kind of data that is cut off, where its beginning tells.
[[nodiscard]] Sniffed sniffContent(ByteView data);

} // namespace reseal::crypto
