// SPDX-License-Identifier: Apache-2.0
// GOST 28147-89 in CFB with the key meshing of CryptoPro (RFC 4357, 2.3.2): the key changes every 1024 bytes. Undone
// piece by piece. Any one thread at a time.
#pragma once

#include "agent/crypto/gost/block_cipher.hpp"

#include <memory>

namespace reseal::crypto::gost {

class MeshedCfb {
public:
    // Sizes as in block_cipher.hpp.
    MeshedCfb(SBox box, ByteView key, ByteView iv);
    ~MeshedCfb();
    MeshedCfb(const MeshedCfb&) = delete;
    MeshedCfb& operator=(const MeshedCfb&) = delete;

    // `out` has room for as many bytes.
    void decrypt(ByteView in, std::uint8_t* out);

private:
    static constexpr std::size_t kSectionBytes = 1024;

    void mesh();
    void makeStream(ByteView in);

    SBox box_;
    BlockEncryption cipher_;
    std::array<std::uint8_t, kKeyBytes> key_{};
    std::array<std::uint8_t, kBlockBytes> last_{};     // ciphertext block, as far as it is known
    std::array<std::uint8_t, kSectionBytes> stream_{}; // what the next bytes are added to
    std::size_t at_ = 0;                               // in the section
    std::size_t streamEnd_ = 0;                        // how much of the section's stream is made
};

} // namespace reseal::crypto::gost
