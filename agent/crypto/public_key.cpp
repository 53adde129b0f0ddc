// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/public_key.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/gost/kazakh_names.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/signature_names.hpp"

namespace reseal::crypto {

namespace {

constexpr std::size_t kMaxPublicKeyBytes = 16U << 10;

Bytes keyBits(const EVP_PKEY* key) {
    const Bytes encoded = encodePublicKey(key);
    DerReader outer(encoded);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagSequence));
    const auto bits = fields.next(kTagBitString);
    return bits ? Bytes(bits->content.begin(), bits->content.end()) : Bytes{};
}

} // namespace

Result<PublicKey> loadPublicKey(ByteView publicKeyInfo) {
    initialise();
    const auto kind = kindOfPublicKey(publicKeyInfo);
    DerReader outer(publicKeyInfo, Encoding::ber);
    const auto algorithm = outer.enter(kTagSequence).next(kTagSequence);
    if (!algorithm || publicKeyInfo.size() > kMaxPublicKeyBytes) {
        return Error{Category::damaged, "key_damaged", N_("the public key is damaged"), {}};
    }
    if (!kind || (isKazakh(*kind) && !gost::hasKnownParameters(*kind, algorithm->whole))) {
        return Error{
            Category::refused, "algorithm_unsupported", N_("signatures by keys of this kind are not supported"), {}};
    }
    if (isGost(*kind)) {
        if (const Status engine = loadGostEngine(); !engine) {
            return engine.error();
        }
    }
    const Bytes renamed =
        isKazakh(*kind) ? gost::renamePublicKeyInfo(publicKeyInfo, gost::russianKeyAlgorithm(*kind)) : Bytes{};
    const ByteView der = isKazakh(*kind) ? ByteView(renamed) : publicKeyInfo;
    const unsigned char* cursor = der.data();
    const auto lock = isGost(*kind) ? gostKeysLock() : std::unique_lock<std::mutex>();
    KeyHandle key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(der.size())));
    if (!key) {
        return Error{Category::damaged, "key_damaged", N_("the public key is damaged"), {}};
    }
    return PublicKey{std::move(key), *kind};
}

Bytes encodePublicKey(const EVP_PKEY* key) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PUBKEY(key, &encoded);
    const OpensslBytes owner(encoded);
    return size > 0 ? Bytes(encoded, encoded + size) : Bytes{};
}

bool samePublicKey(const EVP_PKEY* one, const EVP_PKEY* other) {
    const Bytes bits = keyBits(one);
    return !bits.empty() && bits == keyBits(other);
}

} // namespace reseal::crypto
