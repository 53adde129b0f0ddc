// SPDX-License-Identifier: Apache-2.0
// AES-GCM (RFC 5084). The attributes that are authenticated with the content stand behind it in the message (RFC 5083,
// 2.1), while the cipher wants them before: GHASH is linear (NIST SP 800-38D, 6.4), so their share of the tag is
// worked out at the end and taken off the tag that is expected.
#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/content_cipher_kinds.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

// An element of GF(2^128) as GCM orders its bits: the first is the highest of `high`.
struct Field {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
};

Field operator^(Field one, Field other) { return {one.high ^ other.high, one.low ^ other.low}; }

Field multiply(Field x, Field y) {
    Field product;
    for (unsigned bit = 0; bit < 128; ++bit) {
        const std::uint64_t word = bit < 64 ? x.high >> (63 - bit) : x.low >> (127 - bit);
        const std::uint64_t mask = 0 - (word & 1U);
        product = product ^ Field { y.high &mask, y.low &mask };
        const std::uint64_t carry = 0 - (y.low & 1U);
        y.low = (y.low >> 1U) | (y.high << 63U);
        y.high = (y.high >> 1U) ^ (carry & 0xE100000000000000U);
    }
    return product;
}

Field power(Field base, std::uint64_t exponent) {
    Field result{std::uint64_t{1} << 63U, 0}; // one
    for (; exponent != 0; exponent >>= 1U) {
        if ((exponent & 1U) != 0) {
            result = multiply(result, base);
        }
        base = multiply(base, base);
    }
    return result;
}

// A block, filled up with zeros.
Field blockOf(ByteView octets) {
    std::array<std::uint8_t, 16> block{};
    std::ranges::copy(octets, block.begin());
    Field field;
    for (unsigned i = 0; i < 8; ++i) {
        field.high = field.high << 8U | block.at(i);
        field.low = field.low << 8U | block.at(i + 8);
    }
    return field;
}

class Gcm final : public ContentCipher {
public:
    Gcm(CipherContext context, Field hashKey, std::size_t macBytes)
        : context_(std::move(context)), hashKey_(hashKey), macBytes_(macBytes) {}
    ~Gcm() override {
        wipe(plain_.data(), plain_.size());
        wipe(&hashKey_, sizeof hashKey_);
    }
    Gcm(const Gcm&) = delete;
    Gcm& operator=(const Gcm&) = delete;

    Status add(ByteView ciphertext, ByteSink& out) override {
        size_ += ciphertext.size();
        while (!ciphertext.empty()) {
            const ByteView step = ciphertext.first(std::min(ciphertext.size(), BerStream::kPieceBytes));
            int size = 0;
            if (EVP_DecryptUpdate(context_.get(), plain_.data(), &size, step.data(), static_cast<int>(step.size())) !=
                1) {
                return Error{Category::failed, "cipher_failed", N_("The cipher of this computer does not work."), {}};
            }
            if (Status written = out.write(ByteView(plain_).first(static_cast<std::size_t>(size))); !written) {
                return written;
            }
            ciphertext = ciphertext.subspan(step.size());
        }
        return {};
    }

    Result<bool> finish(const ContentTail& tail, ByteSink& /*out*/) override {
        const ErrorQueueGuard guard;
        if (tail.mac.size() != macBytes_) {
            return false;
        }
        const Field share = attributesShare(tail.authenticated);
        std::array<std::uint8_t, 16> expected{};
        for (std::size_t i = 0; i < macBytes_; ++i) {
            const std::uint64_t word = i < 8 ? share.high : share.low;
            expected.at(i) = static_cast<std::uint8_t>(tail.mac[i] ^ (word >> 8U * (7 - i % 8)));
        }
        int size = 0;
        return EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(macBytes_),
                                   expected.data()) == 1 &&
               EVP_DecryptFinal_ex(context_.get(), plain_.data(), &size) == 1;
    }

private:
    [[nodiscard]] Field attributesShare(ByteView attributes) const {
        if (attributes.empty()) {
            return {};
        }
        Field hash;
        for (ByteView rest = attributes; !rest.empty();) {
            const ByteView block = rest.first(std::min<std::size_t>(rest.size(), 16));
            hash = multiply(hash ^ blockOf(block), hashKey_);
            rest = rest.subspan(block.size());
        }
        const std::uint64_t behind = (size_ + 15) / 16 + 1; // blocks of content, and that of the lengths
        const Field lengths{std::uint64_t{attributes.size()} * 8, 0};
        return multiply(hash, power(hashKey_, behind)) ^ multiply(lengths, hashKey_);
    }

    CipherContext context_;
    Field hashKey_;
    std::size_t macBytes_;
    std::uint64_t size_ = 0;
    Bytes plain_ = Bytes(BerStream::kPieceBytes + EVP_MAX_BLOCK_LENGTH);
};

std::optional<Field> hashKeyOf(const EVP_CIPHER* ecb, ByteView key) {
    const CipherContext context(EVP_CIPHER_CTX_new());
    constexpr std::array<std::uint8_t, 16> kZeros{};
    std::array<std::uint8_t, 32> out{};
    int size = 0;
    const bool made = context && EVP_EncryptInit_ex(context.get(), ecb, nullptr, key.data(), nullptr) == 1 &&
                      EVP_EncryptUpdate(context.get(), out.data(), &size, kZeros.data(), 16) == 1 && size == 16;
    const Field field = blockOf(ByteView(out).first(16));
    wipe(out.data(), out.size());
    return made ? std::optional(field) : std::nullopt;
}

} // namespace

std::unique_ptr<ContentCipher> makeGcm(const EVP_CIPHER* gcm, const EVP_CIPHER* ecb, ByteView key, ByteView nonce,
                                       std::size_t macBytes) {
    CipherContext context(EVP_CIPHER_CTX_new());
    const auto hashKey = hashKeyOf(ecb, key);
    const bool started =
        context && hashKey && EVP_DecryptInit_ex(context.get(), gcm, nullptr, nullptr, nullptr) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) == 1 &&
        EVP_DecryptInit_ex(context.get(), nullptr, nullptr, key.data(), nonce.data()) == 1;
    return started ? std::make_unique<Gcm>(std::move(context), *hashKey, macBytes) : nullptr;
}

} // namespace reseal::crypto
