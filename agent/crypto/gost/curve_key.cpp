// SPDX-License-Identifier: Apache-2.0
// Keys of engines are legacy EC_KEY objects, whose accessors are deprecated since OpenSSL 3.0.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "agent/crypto/gost/curve_key.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>

namespace reseal::crypto::gost {

namespace {

using Number = std::unique_ptr<BIGNUM, OpensslFree<BN_clear_free>>;
using NumberContext = std::unique_ptr<BN_CTX, OpensslFree<BN_CTX_free>>;
using Point = std::unique_ptr<EC_POINT, OpensslFree<EC_POINT_clear_free>>;

const EC_KEY* curveKey(const EVP_PKEY* key) { return static_cast<const EC_KEY*>(EVP_PKEY_get0(key)); }

Error agreementFailed() {
    return {
        Category::damaged, "agreement_failed", N_("the two keys do not go together, or one of them is damaged"), {}};
}

std::size_t sizeOf(const EC_GROUP* group) { return static_cast<std::size_t>(EC_GROUP_order_bits(group) + 7) / 8; }

// x || y, little-endian, of scalar * (cofactor * point); empty where that is infinity.
Secret multiply(const EC_GROUP* group, const EC_POINT* point, const BIGNUM* scalar, BN_CTX* context) {
    const Point cleared(EC_POINT_new(group));
    const Point product(EC_POINT_new(group));
    const Number x(BN_secure_new());
    const Number y(BN_secure_new());
    const std::size_t size = sizeOf(group);
    if (!cleared || !product || !x || !y || EC_POINT_is_on_curve(group, point, context) != 1 ||
        EC_POINT_mul(group, cleared.get(), nullptr, point, EC_GROUP_get0_cofactor(group), context) != 1 ||
        EC_POINT_is_at_infinity(group, cleared.get()) == 1 ||
        EC_POINT_mul(group, product.get(), nullptr, cleared.get(), scalar, context) != 1 ||
        EC_POINT_get_affine_coordinates(group, product.get(), x.get(), y.get(), context) != 1) {
        return {};
    }
    std::string text(2 * size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    const int width = static_cast<int>(size);
    const bool written =
        BN_bn2lebinpad(x.get(), out, width) == width && BN_bn2lebinpad(y.get(), out + size, width) == width;
    Secret coordinates(std::move(text));
    return written ? std::move(coordinates) : Secret{};
}

} // namespace

Secret privateScalar(const EVP_PKEY* key) {
    const EC_KEY* curve = curveKey(key);
    const BIGNUM* d = curve == nullptr ? nullptr : EC_KEY_get0_private_key(curve);
    if (d == nullptr) {
        return {};
    }
    std::string text(sizeOf(EC_KEY_get0_group(curve)), '\0');
    const int size = static_cast<int>(text.size());
    const bool written = BN_bn2lebinpad(d, reinterpret_cast<unsigned char*>(text.data()), size) == size;
    Secret scalar(std::move(text));
    return written ? std::move(scalar) : Secret{};
}

Result<Secret> agree(const EVP_PKEY* key, const EVP_PKEY* peer, ByteView ukm, DigestAlgorithm digest) {
    const EC_KEY* own = curveKey(key);
    const EC_KEY* other = curveKey(peer);
    const BIGNUM* d = own == nullptr ? nullptr : EC_KEY_get0_private_key(own);
    const EC_POINT* point = other == nullptr ? nullptr : EC_KEY_get0_public_key(other);
    if (d == nullptr || point == nullptr || ukm.size() < 8 || ukm.size() > 32) {
        return agreementFailed();
    }
    const EC_GROUP* group = EC_KEY_get0_group(own);
    const NumberContext context(BN_CTX_secure_new());
    const Number factor(BN_lebin2bn(ukm.data(), static_cast<int>(ukm.size()), nullptr));
    const Number scalar(BN_secure_new());
    // Curves of two names are one where their numbers are (facts/gost-cryptopro-kontur.md 1.7).
    if (!context || !factor || !scalar || BN_is_zero(factor.get()) ||
        EC_GROUP_cmp(group, EC_KEY_get0_group(other), context.get()) != 0 ||
        BN_mod_mul(scalar.get(), d, factor.get(), EC_GROUP_get0_order(group), context.get()) != 1) {
        return agreementFailed();
    }
    BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
    const Secret coordinates = multiply(group, point, scalar.get(), context.get());
    if (coordinates.empty()) {
        return agreementFailed();
    }
    auto sum = digestOf(digest, asBytes(coordinates.view()));
    if (!sum) {
        return sum.error();
    }
    Secret shared(std::string(sum.value().begin(), sum.value().end()));
    wipe(sum.value().data(), sum.value().size());
    return shared;
}

} // namespace reseal::crypto::gost
