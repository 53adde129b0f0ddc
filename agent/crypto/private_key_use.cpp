// SPDX-License-Identifier: Apache-2.0
// Decryption and agreement: what a key does beside signing.
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost/curve_key.hpp"
#include "agent/crypto/openssl_digest.hpp"
#include "agent/crypto/private_key_state.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rsa.h>

namespace reseal::crypto {

namespace {

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

Error keyUnfit() { return {Category::usage, "key_unfit", N_("a key of this kind cannot do that"), {}}; }

const EVP_MD* oaepDigest(std::string_view oid) {
    const auto named = digestNamed(oid);
    return named ? opensslDigest(*named) : nullptr;
}

std::string firstOid(DerReader sequence) {
    const auto oid = sequence.next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

// RSAES-OAEP-params (RFC 4055 4.1): what is absent is SHA-1. A label is refused: nothing known writes one.
bool setOaep(EVP_PKEY_CTX* context, DerReader parameters) {
    const EVP_MD* digest = EVP_sha1();
    const EVP_MD* mask = EVP_sha1();
    if (parameters.peekTag() == contextTag(0, true)) {
        digest = oaepDigest(firstOid(parameters.enter(contextTag(0, true)).enter(kTagSequence)));
    }
    if (parameters.peekTag() == contextTag(1, true)) {
        DerReader generator = parameters.enter(contextTag(1, true)).enter(kTagSequence);
        const auto name = generator.next(kTagOid);
        const bool mgf1 = name && oidText(name->content) == "1.2.840.113549.1.1.8";
        mask = mgf1 ? oaepDigest(firstOid(generator.enter(kTagSequence))) : nullptr;
    }
    return digest != nullptr && mask != nullptr && parameters.atEnd() &&
           EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_oaep_md(context, digest) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context, mask) == 1;
}

bool setPadding(EVP_PKEY_CTX* context, ByteView algorithmIdentifier) {
    if (algorithmIdentifier.empty()) {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    }
    DerReader outer(algorithmIdentifier, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto oid = fields.next(kTagOid);
    const std::string name = oid ? oidText(oid->content) : std::string{};
    if (name == "1.2.840.113549.1.1.1") {
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    }
    if (name != "1.2.840.113549.1.1.7") {
        return false;
    }
    return setOaep(context, fields.peekTag() == kTagSequence ? fields.enter(kTagSequence) : DerReader(ByteView{}));
}

Result<Secret> deriveByLibrary(EVP_PKEY* key, EVP_PKEY* peer) {
    const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    std::size_t size = 0;
    if (context && EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), peer) == 1 &&
        EVP_PKEY_derive(context.get(), nullptr, &size) == 1) {
        std::string text(size, '\0');
        const bool derived = EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(text.data()), &size) == 1;
        text.resize(derived ? size : text.size());
        Secret shared(std::move(text));
        if (derived) {
            return shared;
        }
    }
    return Error{
        Category::damaged, "agreement_failed", N_("the two keys do not go together, or one of them is damaged"), {}};
}

} // namespace

Result<Secret> PrivateKey::decrypt(ByteView ciphertext, ByteView algorithmIdentifier) const {
    if (state_->kind != KeyKind::rsa) {
        return keyUnfit();
    }
    const ErrorQueueGuard guard;
    const KeyContext context(EVP_PKEY_CTX_new(state_->key.get(), nullptr));
    if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 || !setPadding(context.get(), algorithmIdentifier)) {
        return Error{Category::refused, "algorithm_unsupported", N_("encryption of this kind is not supported"), {}};
    }
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(state_->key.get()));
    std::string text(size, '\0');
    const bool opened = EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(text.data()), &size,
                                         ciphertext.data(), ciphertext.size()) == 1;
    text.resize(opened ? size : text.size());
    Secret plaintext(std::move(text));
    if (!opened) {
        return Error{
            Category::damaged, "decrypt_failed", N_("this was encrypted for another key, or it is damaged"), {}};
    }
    return plaintext;
}

Result<Secret> PrivateKey::derive(ByteView peerPublicKeyInfo, ByteView ukm,
                                  std::optional<DigestAlgorithm> digest) const {
    if (state_->kind == KeyKind::rsa || isKazakh(state_->kind)) {
        return keyUnfit(); // how Kazakh software agrees on keys is not known (facts/kazakhstan-nca.md)
    }
    const ErrorQueueGuard guard;
    const auto peer = loadPublicKey(peerPublicKeyInfo);
    if (!peer) {
        return peer.error();
    }
    if (peer.value().kind != state_->kind) {
        return keyUnfit();
    }
    if (state_->kind == KeyKind::ec) {
        return deriveByLibrary(state_->key.get(), peer.value().key.get());
    }
    const auto usual = state_->kind == KeyKind::gost2001 ? DigestAlgorithm::gost94 : DigestAlgorithm::streebog256;
    return gost::agree(state_->key.get(), peer.value().key.get(), ukm, digest.value_or(usual));
}

} // namespace reseal::crypto
