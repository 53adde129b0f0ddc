// SPDX-License-Identifier: Apache-2.0
// Authorities and the certificates they issue, of RSA and GOST keys, built octet by octet so that a test may have any
// field as it likes. Everything is made at run time. A call that fails throws std::runtime_error.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal::test {

struct Issued {
    crypto::PrivateKey key;
    Bytes certificate;
};

struct IssueSpec {
    std::string algorithm = "rsa-2048"; // as PrivateKey::generate, or "kz-gost-2004"
    std::vector<std::pair<std::string, std::string>> subject = {{"2.5.4.3", "Holder"}}; // dotted OID, UTF-8
    const Issued* issuer = nullptr;                                                     // null: self-signed
    bool authority = false;
    std::uint8_t usage = 0; // first octet of keyUsage; 0: what suits an authority or a signer
    std::vector<std::string> extendedUsage = {};
    std::vector<Bytes> extensions = {}; // further ones, whole
    Bytes serial = {};                  // magnitude; empty: the next number
    std::string notBefore = "20260101000000Z";
    std::string notAfter = "20270101000000Z";
};

[[nodiscard]] Issued issue(const IssueSpec& spec);
[[nodiscard]] Issued authority(std::string algorithm, std::string name);

// "kz-gost-2004" besides what PrivateKey::generate knows.
[[nodiscard]] crypto::PrivateKey makeKey(std::string_view algorithm);

[[nodiscard]] Bytes distinguishedName(const std::vector<std::pair<std::string, std::string>>& parts);
[[nodiscard]] Bytes extensionOf(std::string_view oid, ByteView value, bool critical = false);
[[nodiscard]] Bytes generalizedTime(std::string_view text);
// SEQUENCE { body, AlgorithmIdentifier, BIT STRING }
[[nodiscard]] Bytes signedBy(const crypto::PrivateKey& key, const Bytes& body);

template <typename T>
[[nodiscard]] T need(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().reason);
    }
    return std::move(result).value();
}

} // namespace reseal::test
