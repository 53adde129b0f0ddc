// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/containers/curve_order.hpp"

#include "agent/crypto/openssl_handles.hpp"

#include <openssl/bn.h>

#include <array>

namespace reseal::crypto {

namespace {

using NumberHandle = std::unique_ptr<BIGNUM, OpensslFree<BN_clear_free>>;
using NumberContext = std::unique_ptr<BN_CTX, OpensslFree<BN_CTX_free>>;

constexpr const char* kOrderA = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893";
constexpr const char* kOrderB = "800000000000000000000000000000015F700CFFF1A624E5E497161BCC8A198F";
constexpr const char* kOrderC = "9B9F605F5A858107AB1EC85E6B41C8AA582CA3511EDDFB74F02F3A6598980BB9";

struct Order {
    std::string_view curve;
    std::size_t octets;
    const char* hex;
};

constexpr std::array kOrders = {
    Order{"1.2.643.2.2.35.1", 32, kOrderA}, // CryptoPro-A, -B, -C, -XchA, -XchB
    Order{"1.2.643.2.2.35.2", 32, kOrderB},
    Order{"1.2.643.2.2.35.3", 32, kOrderC},
    Order{"1.2.643.2.2.36.0", 32, kOrderA},
    Order{"1.2.643.2.2.36.1", 32, kOrderC},
    Order{"1.2.643.7.1.2.1.1.1", 32, "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67"}, // TC26 256
    Order{"1.2.643.7.1.2.1.1.2", 32, kOrderA},
    Order{"1.2.643.7.1.2.1.1.3", 32, kOrderB},
    Order{"1.2.643.7.1.2.1.1.4", 32, kOrderC},
    Order{"1.2.643.7.1.2.1.2.1", 64, // TC26 512
          "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
          "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275"},
    Order{"1.2.643.7.1.2.1.2.2", 64,
          "8000000000000000000000000000000000000000000000000000000000000001"
          "49A1EC142565A545ACFDB77BD9D40CFA8B996712101BEA0EC6346C54374F25BD"},
    Order{"1.2.643.7.1.2.1.2.3", 64,
          "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
          "C98CDBA46506AB004C33A9FF5147502CC8EDA9E7A769A12694623CEF47F023ED"},
};

const Order* orderOf(std::string_view curve) {
    for (const Order& order : kOrders) {
        if (order.curve == curve) {
            return &order;
        }
    }
    return nullptr;
}

NumberHandle secretNumber(ByteView littleEndian) {
    NumberHandle number(BN_lebin2bn(littleEndian.data(), static_cast<int>(littleEndian.size()), nullptr));
    if (number) {
        BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    }
    return number;
}

std::optional<Secret> combined(std::string_view curve, ByteView a, ByteView b, bool divide) {
    const Order* const order = orderOf(curve);
    if (order == nullptr || a.size() != order->octets || b.size() != order->octets) {
        return std::nullopt;
    }
    const ErrorQueueGuard errors;
    BIGNUM* parsed = nullptr;
    BN_hex2bn(&parsed, order->hex);
    const NumberHandle q(parsed);
    const NumberContext context(BN_CTX_secure_new());
    const NumberHandle left = secretNumber(a);
    NumberHandle right = secretNumber(b);
    const NumberHandle result(BN_secure_new());
    if (!q || !context || !left || !right || !result) {
        return std::nullopt;
    }
    if (divide) {
        right.reset(BN_mod_inverse(nullptr, right.get(), q.get(), context.get()));
        if (!right) {
            return std::nullopt;
        }
    }
    std::string octets(order->octets, '\0');
    if (BN_mod_mul(result.get(), left.get(), right.get(), q.get(), context.get()) != 1 || BN_is_zero(result.get()) ||
        BN_bn2lebinpad(result.get(), reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(octets.size())) <
            0) {
        return std::nullopt;
    }
    return Secret(std::move(octets));
}

} // namespace

std::size_t keyOctets(std::string_view curve) {
    const Order* const order = orderOf(curve);
    return order == nullptr ? 0 : order->octets;
}

std::optional<Secret> multiplied(std::string_view curve, ByteView a, ByteView b) {
    return combined(curve, a, b, false);
}

std::optional<Secret> divided(std::string_view curve, ByteView a, ByteView b) { return combined(curve, a, b, true); }

} // namespace reseal::crypto
