// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/block_cipher.hpp"

#include "agent/crypto/gost/libgcrypt.hpp"

#include <gcrypt.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace reseal::crypto::gost {

namespace {

// A refusal by libgcrypt has no other reason here than a wrong size.
void require(bool condition) {
    if (!condition) {
        throw std::invalid_argument("GOST 28147-89: a key, vector or message of a wrong size");
    }
}

const char* oidOf(SBox box) {
    switch (box) {
    case SBox::cryptoProA:
        return "1.2.643.2.2.31.1";
    case SBox::cryptoProB:
        return "1.2.643.2.2.31.2";
    case SBox::cryptoProC:
        return "1.2.643.2.2.31.3";
    case SBox::cryptoProD:
        return "1.2.643.2.2.31.4";
    case SBox::tc26Z:
        return "1.2.643.7.1.2.5.1.1";
    }
    throw std::invalid_argument("GOST 28147-89: an unknown S-box");
}

struct CloseCipher {
    void operator()(gcry_cipher_hd_t handle) const noexcept { gcry_cipher_close(handle); }
};
using CipherHandle = std::unique_ptr<gcry_cipher_handle, CloseCipher>;

struct CloseMac {
    void operator()(gcry_mac_hd_t handle) const noexcept { gcry_mac_close(handle); }
};
using MacHandle = std::unique_ptr<gcry_mac_handle, CloseMac>;

CipherHandle openCipher(SBox box, int mode, ByteView key) {
    require(key.size() == kKeyBytes);
    prepareLibgcrypt();
    gcry_cipher_hd_t raw = nullptr;
    require(gcry_cipher_open(&raw, GCRY_CIPHER_GOST28147, mode, 0) == 0);
    CipherHandle cipher(raw);
    auto* oid = const_cast<char*>(oidOf(box)); // the library only reads it
    require(gcry_cipher_ctl(raw, GCRYCTL_SET_SBOX, oid, 0) == 0);
    require(gcry_cipher_setkey(raw, key.data(), key.size()) == 0);
    return cipher;
}

enum class Direction : std::uint8_t { encrypt, decrypt };

Secret run(gcry_cipher_handle* cipher, Direction direction, ByteView data) {
    std::string text(data.begin(), data.end());
    const auto change = direction == Direction::encrypt ? gcry_cipher_encrypt : gcry_cipher_decrypt;
    const bool changed = text.empty() || change(cipher, text.data(), text.size(), nullptr, 0) == 0;
    Secret result(std::move(text));
    require(changed);
    return result;
}

Secret runEcb(SBox box, Direction direction, ByteView key, ByteView data) {
    require(data.size() % kBlockBytes == 0);
    return run(openCipher(box, GCRY_CIPHER_MODE_ECB, key).get(), direction, data);
}

Secret runCfb(SBox box, Direction direction, ByteView key, ByteView iv, ByteView data) {
    require(iv.size() == kBlockBytes);
    const CipherHandle cipher = openCipher(box, GCRY_CIPHER_MODE_CFB, key);
    require(gcry_cipher_setiv(cipher.get(), iv.data(), iv.size()) == 0);
    return run(cipher.get(), direction, data);
}

} // namespace

Secret encryptEcb(SBox box, ByteView key, ByteView data) { return runEcb(box, Direction::encrypt, key, data); }
Secret decryptEcb(SBox box, ByteView key, ByteView data) { return runEcb(box, Direction::decrypt, key, data); }

Secret encryptCfb(SBox box, ByteView key, ByteView iv, ByteView data) {
    return runCfb(box, Direction::encrypt, key, iv, data);
}
Secret decryptCfb(SBox box, ByteView key, ByteView iv, ByteView data) {
    return runCfb(box, Direction::decrypt, key, iv, data);
}

struct BlockEncryption::State {
    CipherHandle cipher;
};

BlockEncryption::BlockEncryption(SBox box, ByteView key)
    : state_(std::make_unique<State>(State{openCipher(box, GCRY_CIPHER_MODE_ECB, key)})) {}
BlockEncryption::~BlockEncryption() = default;

void BlockEncryption::setKey(ByteView key) {
    require(key.size() == kKeyBytes && gcry_cipher_setkey(state_->cipher.get(), key.data(), key.size()) == 0);
}

void BlockEncryption::encrypt(std::span<std::uint8_t> blocks) {
    require(blocks.empty() || gcry_cipher_encrypt(state_->cipher.get(), blocks.data(), blocks.size(), nullptr, 0) == 0);
}

std::optional<SBox> sboxNamed(std::string_view oid) {
    for (const SBox box : {SBox::cryptoProA, SBox::cryptoProB, SBox::cryptoProC, SBox::cryptoProD, SBox::tc26Z}) {
        if (oid == oidOf(box)) {
            return box;
        }
    }
    return std::nullopt;
}

Imit imit(SBox box, ByteView key, ByteView iv, ByteView data) {
    constexpr std::array<std::uint8_t, kBlockBytes> kZeros{};
    require(key.size() == kKeyBytes && (iv.empty() || iv.size() == kBlockBytes));
    prepareLibgcrypt();
    gcry_mac_hd_t raw = nullptr;
    require(gcry_mac_open(&raw, GCRY_MAC_GOST28147_IMIT, 0, nullptr) == 0);
    const MacHandle mac(raw);
    auto* oid = const_cast<char*>(oidOf(box));
    const ByteView start = iv.empty() ? ByteView(kZeros) : iv;
    require(gcry_mac_ctl(raw, GCRYCTL_SET_SBOX, oid, 0) == 0);
    require(gcry_mac_setkey(raw, key.data(), key.size()) == 0);
    require(gcry_mac_setiv(raw, start.data(), start.size()) == 0);
    require(gcry_mac_write(raw, data.data(), data.size()) == 0);
    Imit result{};
    std::size_t size = result.size();
    require(gcry_mac_read(raw, result.data(), &size) == 0);
    return result;
}

} // namespace reseal::crypto::gost
