// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/meshed_cfb.hpp"

#include <algorithm>
#include <functional>

namespace reseal::crypto::gost {

namespace {

// RFC 4357, 2.3.2.
constexpr std::array<std::uint8_t, kKeyBytes> kMeshing = {
    0x69, 0x00, 0x72, 0x22, 0x64, 0xC9, 0x04, 0x23, 0x8D, 0x3A, 0xDB, 0x96, 0x46, 0xE9, 0x2A, 0xC4,
    0x18, 0xFE, 0xAC, 0x94, 0x00, 0xED, 0x07, 0x12, 0xC0, 0x86, 0xDC, 0xC2, 0xEF, 0x4C, 0xA9, 0x2B};

} // namespace

MeshedCfb::MeshedCfb(SBox box, ByteView key, ByteView iv) : box_(box), cipher_(box, key) {
    std::ranges::copy(key, key_.begin());
    std::ranges::copy(iv, last_.begin());
}

MeshedCfb::~MeshedCfb() {
    wipe(key_.data(), key_.size());
    wipe(stream_.data(), stream_.size());
}

void MeshedCfb::mesh() {
    const Secret next = decryptEcb(box_, key_, kMeshing);
    std::ranges::copy(next.view(), key_.begin());
    cipher_.setKey(key_);
    cipher_.encrypt(last_);
    at_ = 0;
    streamEnd_ = 0;
}

// The stream as far as the ciphertext that is known reaches: each block of it encrypts the block of ciphertext before.
void MeshedCfb::makeStream(ByteView in) {
    const std::size_t begin = streamEnd_;
    std::size_t blocks = 1 + in.size() / kBlockBytes;
    blocks = std::min(blocks, (kSectionBytes - begin) / kBlockBytes);
    std::ranges::copy(last_, stream_.begin() + static_cast<std::ptrdiff_t>(begin));
    const std::size_t known = (blocks - 1) * kBlockBytes;
    std::ranges::copy(in.first(known), stream_.begin() + static_cast<std::ptrdiff_t>(begin + kBlockBytes));
    streamEnd_ = begin + blocks * kBlockBytes;
    cipher_.encrypt(std::span(stream_).subspan(begin, blocks * kBlockBytes));
}

void MeshedCfb::decrypt(ByteView in, std::uint8_t* out) {
    while (!in.empty()) {
        if (at_ == kSectionBytes) {
            mesh();
        }
        if (at_ == streamEnd_) {
            makeStream(in);
        }
        const std::size_t count = std::min(in.size(), streamEnd_ - at_);
        for (std::size_t i = count - std::min(count, kBlockBytes); i < count; ++i) {
            last_[(at_ + i) % kBlockBytes] = in[i];
        }
        std::transform(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(count),
                       stream_.begin() + static_cast<std::ptrdiff_t>(at_), out, std::bit_xor<>());
        at_ += count;
        in = in.subspan(count);
        out += count;
    }
}

} // namespace reseal::crypto::gost
