// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/key_blocks.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_keys.hpp"

#include <openssl/pem.h>

#include <cstring>

namespace reseal::crypto {
namespace {

Error wrongPassword() { return {Category::refused, "bad_passphrase", N_("none of the passwords opens the file"), {}}; }

Secret encode(const PKCS8_PRIV_KEY_INFO* info) {
    unsigned char* der = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    if (size <= 0) {
        return {};
    }
    Secret secret(std::string(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)));
    wipe(der, static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return secret;
}

int supplyPassword(char* buffer, int size, int /*forWriting*/, void* given) {
    const std::string_view password = static_cast<const Secret*>(given)->view();
    if (size < 0 || password.empty() || password.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::memcpy(buffer, password.data(), password.size());
    return static_cast<int>(password.size());
}

// RSA PRIVATE KEY, EC PRIVATE KEY, with or without a DEK-Info line.
Result<Secret> readTraditional(std::string_view block, const Secret& password) {
    const bool encrypted = block.find("DEK-Info") != std::string_view::npos;
    if (encrypted && password.empty()) {
        return keyLocked();
    }
    const BioHandle bio(BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
    void* given = const_cast<Secret*>(&password); // NOLINT: only read, by supplyPassword
    const KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, supplyPassword, given));
    const KeyInfoHandle info(key ? EVP_PKEY2PKCS8(key.get()) : nullptr);
    if (!info) {
        return encrypted ? wrongPassword() : noKeyHere();
    }
    return encode(info.get());
}

} // namespace

Error keyLocked() {
    return {Category::waiting, "password_required", N_("The key file is locked; give its password."), {}};
}

Error noKeyHere() { return {Category::notFound, "no_private_key", N_("The file holds no private key."), {}}; }

Result<Secret> decryptedKey(ByteView der, const Secret& password) {
    if (password.empty()) {
        return keyLocked();
    }
    const unsigned char* cursor = der.data();
    const EncryptedKeyHandle encrypted(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    if (!encrypted) {
        return noKeyHere();
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
    Bytes encoded;
    static_cast<void>(prepareForAlgorithm(algorithm, encoded));
    DerivationBudget budget;
    const KeyInfoHandle info(budget.chargeAlgorithm(encoded) ? PKCS8_decrypt(encrypted.get(), password.view().data(),
                                                                             static_cast<int>(password.view().size()))
                                                             : nullptr);
    return info ? Result<Secret>(encode(info.get())) : Result<Secret>(wrongPassword());
}

Result<Secret> readKeyBlock(const PemBlock& block, const Secret& password) {
    const bool pkcs8 = block.label == "PRIVATE KEY" || block.label == "ENCRYPTED PRIVATE KEY";
    if (!pkcs8) {
        return readTraditional(block.whole, password);
    }
    auto der = decodeBase64(block.body);
    if (!der) {
        return noKeyHere();
    }
    return block.label == "PRIVATE KEY" ? Result<Secret>(intoSecret(std::move(*der))) : decryptedKey(*der, password);
}

} // namespace reseal::crypto
