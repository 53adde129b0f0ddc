// SPDX-License-Identifier: Apache-2.0
// Checks every signature of a signed message and the time-stamps on it (RFC 5652, 5.6; RFC 3161; RFC 5126): against the
// content, against the signer's certificate, and whom that certificate leads to. Any one thread.
#pragma once

#include "agent/base/signature_facts.hpp"
#include "agent/crypto/cms/certificate_path.hpp"
#include "agent/crypto/cms/signed_message.hpp"

#include <vector>

namespace reseal::crypto {

// One for each signer, in order. `message` has its digests. `paths` gets the certificates of the message and of its
// time-stamps.
[[nodiscard]] std::vector<SignerFacts> checkSigners(const SignedMessage& message, CertificatePaths& paths);

// A token over `stamped`, the signature value. Gives `paths` the certificates of the token.
[[nodiscard]] TimeStampFacts checkTimeStamp(ByteView token, ByteView stamped, CertificatePaths& paths);

// What one signature is worth, without its time-stamps and whom its certificate leads to.
[[nodiscard]] SignerFacts checkSigner(const SignedMessage& message, const SignerInfo& signer);

} // namespace reseal::crypto
