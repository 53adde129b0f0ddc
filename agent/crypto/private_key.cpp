// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/private_key.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/openssl_digest.hpp"
#include "agent/crypto/private_key_state.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rsa.h>

#include <algorithm>

namespace reseal::crypto {

namespace {

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

constexpr std::size_t kMaxKeyBytes = 64U << 10; // an RSA key of 16384 bits takes some 9 KB

std::optional<KeyKind> kindOf(ByteView algorithm) {
    DerReader outer(algorithm, Encoding::ber);
    const auto oid = outer.enter(kTagSequence).next(kTagOid);
    const std::string dotted = oid ? oidText(oid->content) : std::string{};
    const auto named = signatureNamed(dotted);
    const bool pss = dotted == "1.2.840.113549.1.1.10";
    return named && !named->digest && !pss ? std::optional(named->key) : std::nullopt;
}

struct LoadedKey {
    KeyHandle key;
    Bytes publicKey;
};

Result<LoadedKey> loadNormalised(const Secret& pkcs8, bool gost) {
    const auto lock = gost ? gostKeysLock() : std::unique_lock<std::mutex>();
    const ByteView der = asBytes(pkcs8.view());
    const unsigned char* cursor = der.data();
    const KeyInfoHandle info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(der.size())));
    KeyHandle key(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
    Bytes publicKey = key ? encodePublicKey(key.get()) : Bytes();
    if (publicKey.empty()) {
        return keyDamaged();
    }
    return LoadedKey{std::move(key), std::move(publicKey)};
}

} // namespace

std::optional<KeyFields> readKeyFields(ByteView pkcs8) {
    DerReader outer(pkcs8, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto version = fields.next(kTagInteger);
    const auto algorithm = fields.next(kTagSequence);
    const auto octets = fields.next(kTagOctetString);
    if (!version || !algorithm || !octets || octets->content.empty()) {
        return std::nullopt;
    }
    return KeyFields{algorithm->whole, octets->content};
}

Secret makePkcs8(ByteView algorithm, ByteView octets) {
    Bytes wrapped = derOctetString(octets);
    Secret pkcs8 = intoSecret(derSequence({derInteger(0), algorithm, wrapped}));
    wipe(wrapped.data(), wrapped.size());
    return pkcs8;
}

PrivateKey::PrivateKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateKey::~PrivateKey() = default;
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;

Result<PrivateKey> PrivateKey::fromPkcs8(ByteView der) {
    initialise();
    const ErrorQueueGuard guard;
    const auto fields = readKeyFields(der);
    if (!fields || der.size() > kMaxKeyBytes) {
        return keyDamaged();
    }
    const auto kind = kindOf(fields->algorithm);
    if (!kind || (isKazakh(*kind) && !gost::hasKnownParameters(*kind, fields->algorithm))) {
        return keyUnsupported();
    }
    if (isGost(*kind)) {
        if (const Status engine = loadGostEngine(); !engine) {
            return engine.error();
        }
    }
    const Bytes renamed = isKazakh(*kind) ? gost::russianKeyAlgorithm(*kind) : Bytes{};
    auto loaded = loadNormalised(makePkcs8(renamed.empty() ? fields->algorithm : ByteView(renamed), fields->octets),
                                 isGost(*kind));
    if (!loaded) {
        return loaded.error();
    }
    LoadedKey& key = loaded.value();
    return PrivateKey(std::make_unique<State>(State{std::move(key.key), *kind, std::move(key.publicKey)}));
}

KeyKind PrivateKey::kind() const { return state_->kind; }

Result<Bytes> PrivateKey::publicKeyInfo() const {
    const ErrorQueueGuard guard;
    Bytes encoded = state_->publicKey.empty() ? encodePublicKey(state_->key.get()) : state_->publicKey;
    if (encoded.empty()) {
        return keyDamaged();
    }
    if (isKazakh(state_->kind)) {
        return gost::renamePublicKeyInfo(encoded, gost::kazakhKeyAlgorithm(state_->kind));
    }
    return encoded;
}

bool PrivateKey::matches(ByteView publicKeyInfo) const {
    const ErrorQueueGuard guard;
    // Mostly spelled alike; OpenSSL 3.0 takes a quarter of a millisecond to load a key.
    if (const auto own = this->publicKeyInfo(); own && std::ranges::equal(own.value(), publicKeyInfo)) {
        return true;
    }
    const auto other = loadPublicKey(publicKeyInfo);
    return other && isKazakh(other.value().kind) == isKazakh(state_->kind) &&
           samePublicKey(state_->key.get(), other.value().key.get());
}

DigestAlgorithm PrivateKey::usualDigest() const { return usualDigestOf(state_->kind); }

Bytes PrivateKey::signatureAlgorithm(DigestAlgorithm algorithm) const {
    return signatureAlgorithmOf(state_->kind, algorithm);
}

Result<Bytes> PrivateKey::sign(DigestAlgorithm algorithm, ByteView digest) const {
    if (!digestFits(state_->kind, algorithm) || digest.size() != digestSize(algorithm)) {
        return Error{Category::usage, "digest_unfit", N_("a key of this kind does not sign such a digest"), {}};
    }
    const ErrorQueueGuard guard;
    const KeyContext context(EVP_PKEY_CTX_new(state_->key.get(), nullptr));
    const EVP_MD* named = opensslDigest(algorithm); // GOST keys have one digest only
    std::size_t size = 0;
    Bytes signature;
    if (context && EVP_PKEY_sign_init(context.get()) == 1 &&
        (named == nullptr || EVP_PKEY_CTX_set_signature_md(context.get(), named) == 1) &&
        EVP_PKEY_sign(context.get(), nullptr, &size, digest.data(), digest.size()) == 1) {
        signature.resize(size);
        if (EVP_PKEY_sign(context.get(), signature.data(), &size, digest.data(), digest.size()) == 1) {
            signature.resize(size);
            return isKazakh(state_->kind) ? gost::turned(signature) : signature;
        }
    }
    return Error{Category::failed, "sign_failed", N_("the private key could not sign: it may be damaged"), {}};
}

} // namespace reseal::crypto
