// SPDX-License-Identifier: Apache-2.0
// New keys, and keys on their way out.
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/curve_key.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/private_key_state.hpp"
#include "agent/crypto/public_key.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

namespace reseal::crypto {

namespace {

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;

struct Recipe {
    std::string_view name;
    KeyKind kind;
    int nid;
    const char* option;
    const char* value;
};

constexpr std::array kRecipes = {
    Recipe{"rsa-2048", KeyKind::rsa, EVP_PKEY_RSA, "rsa_keygen_bits", "2048"},
    Recipe{"rsa-3072", KeyKind::rsa, EVP_PKEY_RSA, "rsa_keygen_bits", "3072"},
    Recipe{"rsa-4096", KeyKind::rsa, EVP_PKEY_RSA, "rsa_keygen_bits", "4096"},
    Recipe{"ec-p256", KeyKind::ec, EVP_PKEY_EC, "ec_paramgen_curve", "P-256"},
    Recipe{"ec-p384", KeyKind::ec, EVP_PKEY_EC, "ec_paramgen_curve", "P-384"},
    // 1.2.643.2.2.36.0, which CryptoPro gives its keys
    Recipe{"gost-2012-256", KeyKind::gost2012_256, NID_id_GostR3410_2012_256, "paramset", "XA"},
    Recipe{"gost-2012-512", KeyKind::gost2012_512, NID_id_GostR3410_2012_512, "paramset", "A"},
    Recipe{"kz-gost-2015-256", KeyKind::kzGost2015_256, NID_id_GostR3410_2012_256, "paramset", "TCA"},
    Recipe{"kz-gost-2015-512", KeyKind::kzGost2015_512, NID_id_GostR3410_2012_512, "paramset", "A"},
};

KeyHandle generateBy(const Recipe& recipe) {
    const auto lock = isGost(recipe.kind) ? gostKeysLock() : std::unique_lock<std::mutex>();
    const KeyContext context(EVP_PKEY_CTX_new_id(recipe.nid, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_ctrl_str(context.get(), recipe.option, recipe.value) != 1 ||
        EVP_PKEY_keygen(context.get(), &key) != 1) {
        return nullptr;
    }
    return KeyHandle(key);
}

Secret encodeByLibrary(const EVP_PKEY* key) {
    const KeyInfoHandle info(EVP_PKEY2PKCS8(key));
    unsigned char* encoded = nullptr;
    const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), &encoded) : 0;
    const OpensslBytes owner(encoded);
    if (size <= 0) {
        return {};
    }
    Secret pkcs8(std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size)));
    wipe(encoded, static_cast<std::size_t>(size));
    return pkcs8;
}

// What stands inside the key's OCTET STRING (facts/kazakhstan-nca.md 3, facts/gost-cryptopro-kontur.md 1.7).
Secret gostOctets(KeyKind kind, const Secret& scalar) {
    const ByteView d = asBytes(scalar.view());
    if (kind == KeyKind::kzGost2004) {
        Bytes number(d.rbegin(), d.rend());
        Secret octets = intoSecret(derUnsigned(number));
        wipe(number.data(), number.size());
        return octets;
    }
    return isKazakh(kind) ? intoSecret(derOctetString(d)) : scalar.duplicate();
}

Bytes keyAlgorithm(KeyKind kind, const EVP_PKEY* key) {
    if (isKazakh(kind)) {
        return gost::kazakhKeyAlgorithm(kind);
    }
    const Bytes encoded = encodePublicKey(key);
    DerReader outer(encoded);
    const auto algorithm = outer.enter(kTagSequence).next(kTagSequence);
    return algorithm ? Bytes(algorithm->whole.begin(), algorithm->whole.end()) : Bytes{};
}

} // namespace

Result<PrivateKey> PrivateKey::generate(std::string_view algorithm) {
    initialise();
    const ErrorQueueGuard guard;
    const auto recipe =
        std::find_if(kRecipes.begin(), kRecipes.end(), [&](const Recipe& row) { return row.name == algorithm; });
    if (recipe == kRecipes.end()) {
        return keyUnsupported();
    }
    if (isGost(recipe->kind)) {
        if (const Status engine = loadGostEngine(); !engine) {
            return engine.error();
        }
    }
    KeyHandle key = generateBy(*recipe);
    if (!key) {
        return Error{Category::failed, "key_not_made", N_("the computer could not make a new key: try again"), {}};
    }
    return PrivateKey(std::make_unique<State>(State{std::move(key), recipe->kind}));
}

Result<Secret> PrivateKey::toPkcs8() const {
    const ErrorQueueGuard guard;
    const EVP_PKEY* key = state_->key.get();
    if (!isGost(state_->kind)) {
        Secret pkcs8 = encodeByLibrary(key);
        return pkcs8.empty() ? Result<Secret>(keyDamaged()) : Result<Secret>(std::move(pkcs8));
    }
    const Secret scalar = gost::privateScalar(key);
    const Bytes algorithmBytes = keyAlgorithm(state_->kind, key);
    if (scalar.empty() || algorithmBytes.empty()) {
        return keyDamaged();
    }
    const Secret octets = gostOctets(state_->kind, scalar);
    return makePkcs8(algorithmBytes, asBytes(octets.view()));
}

} // namespace reseal::crypto
