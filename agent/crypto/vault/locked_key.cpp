// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/vault/locked_key.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

namespace reseal::crypto {
namespace {

constexpr std::size_t kArena = std::size_t{64} * 1024;
constexpr std::size_t kSmallest = 32;

void prepareSecureHeap() {
    static const bool kDone = [] {
        if (CRYPTO_secure_malloc_initialized() == 0) {
            // 2: the memory may be swapped, since the system locks none; it is still not dumped.
            static_cast<void>(CRYPTO_secure_malloc_init(kArena, kSmallest));
        }
        return true;
    }();
    static_cast<void>(kDone);
}

} // namespace

LockedKey::LockedKey() {
    prepareSecureHeap();
    octets_ = static_cast<std::uint8_t*>(OPENSSL_secure_zalloc(kVaultKeyOctets));
    if (octets_ == nullptr) {
        throw std::bad_alloc();
    }
}

LockedKey::~LockedKey() {
    if (octets_ != nullptr) {
        OPENSSL_secure_clear_free(octets_, kVaultKeyOctets);
    }
}

LockedKey::LockedKey(LockedKey&& other) noexcept : octets_(std::exchange(other.octets_, nullptr)) {}

LockedKey& LockedKey::operator=(LockedKey&& other) noexcept {
    std::swap(octets_, other.octets_);
    return *this;
}

LockedKey LockedKey::random() {
    LockedKey key;
    fillRandom(key.fill());
    return key;
}

LockedKey LockedKey::of(ByteView octets) {
    if (octets.size() != kVaultKeyOctets) {
        throw std::invalid_argument("a vault key has 32 octets");
    }
    LockedKey key;
    std::ranges::copy(octets, key.octets_);
    return key;
}

void fillRandom(std::span<std::uint8_t> into) {
    if (RAND_priv_bytes(into.data(), static_cast<int>(into.size())) != 1) {
        throw std::runtime_error("the system gives no random numbers");
    }
}

} // namespace reseal::crypto
