// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/sealing.hpp"

#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/public_key.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <stdexcept>

namespace reseal::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslFree<EVP_CIPHER_CTX_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

constexpr int kLeastRsaBits = 2048;

Error broken() {
    return {
        Category::damaged, "seal_broken", N_("This record of the archive has been changed and cannot be opened."), {}};
}

Error keyUnfit() {
    return {Category::usage, "key_unfit", N_("The organisation's key has to be an RSA key of 2048 bits or more."), {}};
}

void must(bool done) {
    if (!done) {
        throw std::runtime_error("AES-256-GCM is not available");
    }
}

const EVP_CIPHER* aesGcm() {
    static EVP_CIPHER* const kCipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr); // for the process's life
    must(kCipher != nullptr);
    return kCipher;
}

int intOf(std::size_t size) { return static_cast<int>(size); }

} // namespace

Bytes seal(const LockedKey& key, ByteView plain, ByteView associated) {
    const ErrorQueueGuard guard;
    Bytes sealed(kSealNonce + plain.size() + kSealTag);
    fillRandom(std::span(sealed).first(kSealNonce));
    const CipherContext context(EVP_CIPHER_CTX_new());
    int written = 0;
    must(context && EVP_EncryptInit_ex2(context.get(), aesGcm(), key.view().data(), sealed.data(), nullptr) == 1);
    must(associated.empty() ||
         EVP_EncryptUpdate(context.get(), nullptr, &written, associated.data(), intOf(associated.size())) == 1);
    std::uint8_t* const body = sealed.data() + kSealNonce;
    must(plain.empty() || EVP_EncryptUpdate(context.get(), body, &written, plain.data(), intOf(plain.size())) == 1);
    must(EVP_EncryptFinal_ex(context.get(), body + plain.size(), &written) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, intOf(kSealTag), body + plain.size()) == 1);
    return sealed;
}

Result<Secret> unseal(const LockedKey& key, ByteView sealed, ByteView associated) {
    const ErrorQueueGuard guard;
    if (sealed.size() < kSealNonce + kSealTag || sealed.size() > INT_MAX / 2) {
        return broken();
    }
    const ByteView body = sealed.subspan(kSealNonce, sealed.size() - kSealNonce - kSealTag);
    Bytes tag(sealed.end() - kSealTag, sealed.end());
    std::string plain(body.size(), '\0');
    auto* const into = reinterpret_cast<std::uint8_t*>(plain.data());
    const CipherContext context(EVP_CIPHER_CTX_new());
    int written = 0;
    must(context && EVP_DecryptInit_ex2(context.get(), aesGcm(), key.view().data(), sealed.data(), nullptr) == 1);
    must(associated.empty() ||
         EVP_DecryptUpdate(context.get(), nullptr, &written, associated.data(), intOf(associated.size())) == 1);
    must(body.empty() || EVP_DecryptUpdate(context.get(), into, &written, body.data(), intOf(body.size())) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, intOf(kSealTag), tag.data()) == 1);
    if (EVP_DecryptFinal_ex(context.get(), into + plain.size(), &written) != 1) {
        wipe(plain.data(), plain.size());
        return broken();
    }
    return Secret(std::move(plain));
}

Result<Bytes> sealToPublicKey(ByteView publicKeyInfo, ByteView plain) {
    const ErrorQueueGuard guard;
    const auto key = loadPublicKey(publicKeyInfo);
    if (!key || key.value().kind != KeyKind::rsa || EVP_PKEY_get_bits(key.value().key.get()) < kLeastRsaBits) {
        return keyUnfit();
    }
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.value().key.get(), nullptr));
    std::size_t size = 0;
    const bool ready = context && EVP_PKEY_encrypt_init(context.get()) == 1 &&
                       EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
                       EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), "SHA256", nullptr) == 1 &&
                       EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), "SHA256", nullptr) == 1 &&
                       EVP_PKEY_encrypt(context.get(), nullptr, &size, plain.data(), plain.size()) == 1;
    Bytes sealed(size);
    if (!ready || EVP_PKEY_encrypt(context.get(), sealed.data(), &size, plain.data(), plain.size()) != 1) {
        return keyUnfit();
    }
    sealed.resize(size);
    return sealed;
}

Result<Bytes> publicKeyOfPem(std::string_view pem) {
    const ErrorQueueGuard guard;
    const BioHandle text(BIO_new_mem_buf(pem.data(), intOf(pem.size())));
    KeyHandle key(text ? PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!key) {
        const BioHandle again(BIO_new_mem_buf(pem.data(), intOf(pem.size())));
        const X509Handle certificate(again ? PEM_read_bio_X509(again.get(), nullptr, nullptr, nullptr) : nullptr);
        key.reset(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
    }
    Bytes info = key ? encodePublicKey(key.get()) : Bytes();
    return info.empty() ? Result<Bytes>(keyUnfit()) : Result<Bytes>(std::move(info));
}

} // namespace reseal::crypto
