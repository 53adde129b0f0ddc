// SPDX-License-Identifier: Apache-2.0
// Detached CMS signatures over files that decide what may run (RFC 5652, 5). Any thread.
//
// Times are never looked at: a plugin that was signed while its signer's certificate was valid has to load in ten
// years' time, when that has long expired. What must no longer load is named in a ban list instead.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <vector>

namespace reseal::crypto {

inline constexpr std::size_t kMaxSignatureBytes = std::size_t{256} * 1024;

struct CodeSignature {
    CertificateFacts signer;
    std::vector<Bytes> certificates; // DER of all that came with the signature, the signer's among them
};

// Checks that `signature` (DER) is over exactly these bytes, by one signer whose certificate comes with it and is made
// out for code signing. Who that is, is for the caller to judge. Errors: signature_damaged (damaged);
// signature_mismatch, signature_weak (MD5, SHA-1), signer_not_for_code (refused).
[[nodiscard]] Result<CodeSignature> checkCodeSignature(ByteView content, ByteView signature);

// Whether `anchor` (DER) is the signer's own certificate, or a CA whose chain leads to it by way of the certificates
// that came along. Keys below 112 bits of strength do not count.
[[nodiscard]] bool vouchesFor(ByteView anchor, const CodeSignature& signature);

} // namespace reseal::crypto
