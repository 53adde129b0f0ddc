// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/key_derivation.hpp"

#include "agent/crypto/der_writer.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace reseal::crypto::gost {

namespace {

constexpr std::size_t kDigestBlock = 64; // of both Streebogs

MessageDigest startDigest(DigestAlgorithm algorithm) {
    return std::move(MessageDigest::start(algorithm)).value(); // Streebog never fails
}

// HMAC (RFC 2104) whose key is set once.
class Hmac {
public:
    Hmac(DigestAlgorithm digest, ByteView key) : digest_(digest) {
        Bytes shortened = key.size() > kDigestBlock ? digestOf(digest, key).value() : Bytes(key.begin(), key.end());
        std::copy(shortened.begin(), shortened.end(), key_.begin());
        wipe(shortened.data(), shortened.size());
    }
    ~Hmac() { wipe(key_.data(), key_.size()); }
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;

    [[nodiscard]] Bytes of(ByteView message) const { return pass(0x5C, pass(0x36, message)); }

private:
    [[nodiscard]] Bytes pass(std::uint8_t mask, ByteView message) const {
        std::array<std::uint8_t, kDigestBlock> masked = key_;
        for (std::uint8_t& octet : masked) {
            octet ^= mask;
        }
        MessageDigest digest = startDigest(digest_);
        digest.add(masked);
        digest.add(message);
        wipe(masked.data(), masked.size());
        return digest.finish();
    }

    DigestAlgorithm digest_;
    std::array<std::uint8_t, kDigestBlock> key_{};
};

} // namespace

Secret hmac(DigestAlgorithm digest, ByteView key, ByteView message) {
    return intoSecret(Hmac(digest, key).of(message));
}

Secret kdf256(ByteView key, ByteView label, ByteView seed) { return kdfTree256(key, label, seed, 1); }

Secret kdfTree256(ByteView key, ByteView label, ByteView seed, std::uint8_t count) {
    const Hmac step(DigestAlgorithm::streebog256, key);
    const unsigned bits = 256U * count;
    Bytes keys;
    keys.reserve(std::size_t{32} * count); // never grows: key bytes stay in one place
    for (std::uint8_t number = 1; number <= count; ++number) {
        Bytes message{number};
        message.insert(message.end(), label.begin(), label.end());
        message.push_back(0);
        message.insert(message.end(), seed.begin(), seed.end());
        message.push_back(static_cast<std::uint8_t>(bits >> 8U));
        message.push_back(static_cast<std::uint8_t>(bits & 0xFFU));
        Bytes part = step.of(message);
        keys.insert(keys.end(), part.begin(), part.end());
        wipe(part.data(), part.size());
    }
    return intoSecret(std::move(keys));
}

Secret passwordKey(std::string_view password, ByteView salt, std::uint64_t iterations, std::size_t size) {
    const Hmac step(DigestAlgorithm::streebog512, asBytes(password));
    Bytes message(salt.begin(), salt.end());
    message.insert(message.end(), {0, 0, 0, 1}); // the first block of output is enough
    Bytes turn = step.of(message);
    Bytes sum = turn;
    for (std::uint64_t i = 1; i < iterations; ++i) {
        turn = step.of(turn);
        std::transform(sum.begin(), sum.end(), turn.begin(), sum.begin(), std::bit_xor<>());
    }
    wipe(turn.data(), turn.size());
    const Secret whole = intoSecret(std::move(sum));
    return Secret(std::string(whole.view().substr(0, size)));
}

} // namespace reseal::crypto::gost
