// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pem_keys.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/pem_blocks.hpp"
#include "agent/crypto/private_keys.hpp"

#include <openssl/pem.h>

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr std::size_t kMostKeys = 100;

Error damaged() { return {Category::damaged, "key_damaged", N_("the private key is damaged"), {}}; }
Error noKey() { return {Category::notFound, "no_private_key", N_("no private key is in the file"), {}}; }

// Why an encrypted key stays shut.
Error shut(const Secret& password) {
    if (password.empty()) {
        return {Category::refused, "password_needed", N_("the private key needs its password"), {}};
    }
    return {Category::refused, "password_wrong", N_("the password of the private key is wrong"), {}};
}

Result<PrivateKey> keyOf(const PKCS8_PRIV_KEY_INFO* info) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &encoded);
    if (size <= 0) {
        return damaged();
    }
    const ByteView der(encoded, static_cast<std::size_t>(size));
    auto key = PrivateKey::fromPkcs8(der);
    OPENSSL_clear_free(encoded, der.size());
    return key;
}

Result<PrivateKey> encryptedKey(ByteView der, const Secret& password, DerivationBudget& budget) {
    const unsigned char* cursor = der.data();
    const EncryptedKeyHandle encrypted(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    if (!encrypted) {
        return damaged();
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
    Bytes encoded;
    static_cast<void>(prepareForAlgorithm(algorithm, encoded));
    if (password.empty() || !budget.chargeAlgorithm(encoded)) {
        return shut(password);
    }
    const std::string_view text = password.view();
    const KeyInfoHandle info(PKCS8_decrypt(encrypted.get(), text.data(), static_cast<int>(text.size())));
    return info ? keyOf(info.get()) : shut(password);
}

int supply(char* buffer, int size, int, void* held) {
    const std::string_view text = static_cast<const Secret*>(held)->view();
    if (size < 0 || text.empty() || text.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::ranges::copy(text, buffer);
    return static_cast<int>(text.size());
}

// "RSA PRIVATE KEY", "EC PRIVATE KEY", with or without a DEK-Info line.
Result<PrivateKey> olderKey(const PemBlock& block, const Secret& password) {
    const BioHandle bio(BIO_new_mem_buf(block.whole.data(), static_cast<int>(block.whole.size())));
    Secret held = password.duplicate();
    const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, supply, &held));
    if (!key) {
        const bool encrypted = block.body.find("ENCRYPTED") != std::string_view::npos;
        return encrypted ? shut(password) : damaged();
    }
    const KeyInfoHandle info(EVP_PKEY2PKCS8(key.get()));
    return info ? keyOf(info.get()) : Result<PrivateKey>(damaged());
}

Result<PrivateKey> keyIn(const PemBlock& block, const Secret& password, DerivationBudget& budget) {
    if (block.label != "PRIVATE KEY" && block.label != "ENCRYPTED PRIVATE KEY") {
        return olderKey(block, password);
    }
    auto der = decodeBase64(block.body);
    if (!der || !block.closed) {
        return damaged();
    }
    auto key = block.label == "PRIVATE KEY" ? PrivateKey::fromPkcs8(*der) : encryptedKey(*der, password, budget);
    wipe(der->data(), der->size());
    return key;
}

Result<PrivateKey> bareKey(ByteView der, const Secret& password, DerivationBudget& budget) {
    const unsigned char* cursor = der.data();
    const EncryptedKeyHandle encrypted(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    return encrypted ? encryptedKey(der, password, budget) : PrivateKey::fromPkcs8(der);
}

} // namespace

Result<std::vector<PrivateKey>> readKeyFile(ByteView file, const Secret& password) {
    const ErrorQueueGuard guard;
    DerivationBudget budget;
    std::vector<PrivateKey> keys;
    if (!file.empty() && file.front() == kTagSequence) {
        auto key = bareKey(file, password, budget);
        if (!key) {
            return key.error();
        }
        keys.push_back(std::move(key).value());
        return keys;
    }
    PemReader blocks({reinterpret_cast<const char*>(file.data()), file.size()});
    while (const auto block = blocks.next()) {
        if (!block->label.ends_with("PRIVATE KEY") || keys.size() >= kMostKeys) {
            continue;
        }
        auto key = keyIn(*block, password, budget);
        if (!key) {
            return key.error();
        }
        keys.push_back(std::move(key).value());
    }
    return keys.empty() ? Result<std::vector<PrivateKey>>(noKey()) : Result<std::vector<PrivateKey>>(std::move(keys));
}

} // namespace reseal::crypto
