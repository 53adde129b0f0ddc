// SPDX-License-Identifier: Apache-2.0
// The key of a recipient, wherever it lies: in memory, in the archive, on a token. Any one thread at a time.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <memory>

namespace reseal::crypto {

class RecipientKey {
public:
    virtual ~RecipientKey() = default;
    [[nodiscard]] virtual KeyKind kind() const = 0;
    [[nodiscard]] virtual Result<Bytes> publicKeyInfo() const = 0;
    // RSA key transport: `algorithm` is the keyEncryptionAlgorithm (PKCS#1 v1.5 or OAEP).
    [[nodiscard]] virtual Result<Secret> decrypt(ByteView ciphertext, ByteView algorithm) const = 0;
    // ECDH; or VKO GOST with `ukm`, little-endian, over `digest` (others ignore both).
    [[nodiscard]] virtual Result<Secret> derive(ByteView peerPublicKeyInfo, ByteView ukm,
                                                DigestAlgorithm digest) const = 0;
};

class MemoryRecipientKey final : public RecipientKey {
public:
    explicit MemoryRecipientKey(std::shared_ptr<const PrivateKey> key) : key_(std::move(key)) {}
    [[nodiscard]] KeyKind kind() const override { return key_->kind(); }
    [[nodiscard]] Result<Bytes> publicKeyInfo() const override { return key_->publicKeyInfo(); }
    [[nodiscard]] Result<Secret> decrypt(ByteView ciphertext, ByteView algorithm) const override {
        return key_->decrypt(ciphertext, algorithm);
    }
    [[nodiscard]] Result<Secret> derive(ByteView peerPublicKeyInfo, ByteView ukm,
                                        DigestAlgorithm digest) const override {
        return key_->derive(peerPublicKeyInfo, ukm, digest);
    }

private:
    std::shared_ptr<const PrivateKey> key_;
};

} // namespace reseal::crypto
