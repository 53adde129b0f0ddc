// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/private_keys.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace reseal::crypto {

namespace {

void describePublicKey(ByteView publicKeyInfo, FoundKey& found) {
    PublicKeyInfo info = readPublicKeyInfo(publicKeyInfo);
    found.key.gostFingerprint = std::move(info.gostFingerprint);
    found.key.spkiSha256 = info.sha256;
    found.algorithm = std::move(info.algorithm);
}

void describePublicKey(const EVP_PKEY* pkey, FoundKey& found) {
    const Bytes encoded = encodePublicKey(pkey);
    if (!encoded.empty()) {
        describePublicKey(encoded, found);
    }
}

// Hands the password of PEM callbacks over; -1 makes the reader give up.
int supplyPassword(char* buffer, int size, int /*writing*/, void* context) {
    const auto& password = *static_cast<const std::string_view*>(context);
    if (size < 0 || password.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::memcpy(buffer, password.data(), password.size());
    return static_cast<int>(password.size());
}

KeyInfoHandle decrypt(const X509_SIG* encrypted, std::string_view password) {
    return KeyInfoHandle(PKCS8_decrypt(encrypted, password.data(), static_cast<int>(password.size())));
}

} // namespace

FoundKey describeKey(const PKCS8_PRIV_KEY_INFO* info) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(info, &encoded);
    const OpensslBytes owner(encoded);
    if (size <= 0) {
        return {};
    }
    FoundKey found = readPkcs8Key({encoded, static_cast<std::size_t>(size)}).value_or(FoundKey{});
    wipe(encoded, static_cast<std::size_t>(size));
    return found;
}

std::optional<FoundKey> describeKey(const PrivateKey& key) {
    const auto publicKey = key.publicKeyInfo();
    if (!publicKey) {
        return std::nullopt;
    }
    FoundKey found;
    describePublicKey(publicKey.value(), found);
    return found;
}

std::optional<FoundKey> readPkcs8Key(ByteView der) {
    const ErrorQueueGuard guard;
    const auto key = PrivateKey::fromPkcs8(der);
    if (auto described = key ? describeKey(key.value()) : std::nullopt) {
        return described;
    }
    FoundKey found;
    // A kind that PrivateKey does not use (DSA, Ed25519) is still a key, as is one that no library here knows.
    const unsigned char* cursor = der.data();
    const KeyInfoHandle info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(der.size())));
    const KeyHandle pkey(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
    if (pkey) {
        describePublicKey(pkey.get(), found);
        return found;
    }
    DerReader outer(der, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagInteger));
    const auto oid = fields.enter(kTagSequence).next(kTagOid);
    if (!oid || !fields.next(kTagOctetString)) {
        return std::nullopt;
    }
    found.algorithm = oidText(oid->content);
    return found;
}

std::optional<FoundKey> readPlainKey(ByteView der) {
    const ErrorQueueGuard guard;
    const unsigned char* cursor = der.data();
    const KeyHandle pkey(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(der.size())));
    if (!pkey) {
        return std::nullopt;
    }
    FoundKey found;
    describePublicKey(pkey.get(), found);
    return found;
}

std::optional<FoundKey> readEncryptedKey(ByteView der, std::span<const Secret> passwords, DerivationBudget& budget) {
    const ErrorQueueGuard guard;
    const unsigned char* cursor = der.data();
    const EncryptedKeyHandle encrypted(d2i_X509_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    if (!encrypted) {
        return std::nullopt;
    }
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(encrypted.get(), &algorithm, nullptr);
    Bytes encoded;
    static_cast<void>(prepareForAlgorithm(algorithm, encoded));
    const auto attempt = [&](std::string_view password) -> KeyInfoHandle {
        return budget.chargeAlgorithm(encoded) ? decrypt(encrypted.get(), password) : nullptr;
    };
    KeyInfoHandle info = attempt("");
    for (const Secret& password : passwords) {
        if (info) {
            break;
        }
        info = attempt(password.view());
    }
    if (info) {
        return describeKey(info.get());
    }
    FoundKey found;
    found.key.locked = true;
    return found;
}

FoundKey readEncryptedPemKey(std::string_view block, std::span<const Secret> passwords) {
    const ErrorQueueGuard guard;
    FoundKey found;
    for (const Secret& password : passwords) {
        const BioHandle bio(BIO_new_mem_buf(block.data(), static_cast<int>(block.size())));
        std::string_view text = password.view();
        const KeyHandle pkey(PEM_read_bio_PrivateKey(bio.get(), nullptr, supplyPassword, &text));
        if (pkey) {
            describePublicKey(pkey.get(), found);
            return found;
        }
    }
    found.key.locked = true;
    return found;
}

void matchKey(FoundKey& found, std::span<const CertificateFacts> certificates) {
    FileKey& key = found.key;
    if (key.gostFingerprint.empty()) {
        return;
    }
    for (const CertificateFacts& certificate : certificates) {
        if (certificate.gostFingerprint == key.gostFingerprint) {
            key.spkiSha256 = certificate.spkiSha256;
            return;
        }
    }
}

bool namesRussianGost(ByteView algorithmIdentifier) {
    constexpr std::array<std::uint8_t, 3> kRussia = {0x2A, 0x85, 0x03}; // 1.2.643
    const auto end = algorithmIdentifier.end();
    return std::search(algorithmIdentifier.begin(), end, kRussia.begin(), kRussia.end()) != end;
}

bool prepareForAlgorithm(const X509_ALGOR* algorithm, Bytes& der) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509_ALGOR(algorithm, &encoded);
    const OpensslBytes owner(encoded);
    if (size > 0) {
        der.assign(encoded, encoded + size);
    }
    static_cast<void>(loadLegacyProvider()); // RC2, DES: without it old keys stay shut
    return !namesRussianGost(der) || loadGostEngine().ok();
}

} // namespace reseal::crypto
