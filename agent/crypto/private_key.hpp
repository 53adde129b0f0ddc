// SPDX-License-Identifier: Apache-2.0
// A private key in memory, whatever its country: RSA, EC, GOST of Russia and of Kazakhstan. Wiped on destruction. Any
// one thread at a time.
//
// Signature bytes are exactly what the BIT STRING or the CMS signature field beside its AlgorithmIdentifier holds
// (Russia: s || r, big-endian; Kazakhstan: r || s, little-endian; facts/kazakhstan-nca.md 4.3).
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/crypto/message_digest.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace reseal::crypto {

enum class KeyKind : std::uint8_t {
    rsa,
    ec,
    gost2001,     // GOST R 34.10-2001
    gost2012_256, // GOST R 34.10-2012
    gost2012_512,
    kzGost2004,     // GOST 34.310-2004
    kzGost2015_256, // GOST 34.10-2015
    kzGost2015_512,
};

class PrivateKey {
public:
    // PrivateKeyInfo or OneAsymmetricKey (RFC 5958), unencrypted. Errors: key_damaged (damaged), key_unsupported,
    // gost_engine_missing (failed).
    [[nodiscard]] static Result<PrivateKey> fromPkcs8(ByteView der);
    // `algorithm` as in reseal/keys.h: rsa-2048 rsa-3072 rsa-4096 ec-p256 ec-p384 gost-2012-256 gost-2012-512
    // kz-gost-2015-256 kz-gost-2015-512.
    [[nodiscard]] static Result<PrivateKey> generate(std::string_view algorithm);
    ~PrivateKey();
    PrivateKey(PrivateKey&&) noexcept;
    PrivateKey& operator=(PrivateKey&&) noexcept;

    [[nodiscard]] KeyKind kind() const;
    [[nodiscard]] Result<Bytes> publicKeyInfo() const; // DER SubjectPublicKeyInfo, in the names of its country
    [[nodiscard]] Result<Secret> toPkcs8() const;      // DER bytes, in the names of its country
    [[nodiscard]] bool matches(ByteView publicKeyInfo) const;

    // `digest` is of `algorithm`; RSA: PKCS#1 v1.5; EC: DER ECDSA-Sig-Value. digest_unfit (usage) where they do not go
    // together.
    [[nodiscard]] Result<Bytes> sign(DigestAlgorithm algorithm, ByteView digest) const;
    // The digest that a signature by this key goes with (GOST: fixed), and the AlgorithmIdentifier of that signature.
    [[nodiscard]] DigestAlgorithm usualDigest() const;
    [[nodiscard]] Bytes signatureAlgorithm(DigestAlgorithm algorithm) const;

    // RSA key transport, PKCS#1 v1.5 or as the DER AlgorithmIdentifier says (OAEP). Wrong bytes: decrypt_failed.
    [[nodiscard]] Result<Secret> decrypt(ByteView ciphertext, ByteView algorithmIdentifier = {}) const;
    // ECDH, or VKO GOST (RFC 7836) with `ukm`; over `digest` where it is not the usual one of 256 bits.
    [[nodiscard]] Result<Secret> derive(ByteView peerPublicKeyInfo, ByteView ukm,
                                        std::optional<DigestAlgorithm> digest = {}) const;

private:
    struct State;
    explicit PrivateKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace reseal::crypto
