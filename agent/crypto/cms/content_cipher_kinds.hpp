// SPDX-License-Identifier: Apache-2.0
// The ciphers behind content_cipher.hpp, each from its own parameters. Private to this room; any one thread at a time.
#pragma once

#include "agent/crypto/cms/content_cipher.hpp"
#include "agent/crypto/gost/acpkm_cipher.hpp"
#include "agent/crypto/gost/block_cipher.hpp"
#include "agent/crypto/openssl_handles.hpp"

namespace reseal::crypto {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslFree<EVP_CIPHER_CTX_free>>;
using StartedCipher = Result<std::unique_ptr<ContentCipher>>;

// Any block cipher in CBC with padding, whose context is ready.
[[nodiscard]] std::unique_ptr<ContentCipher> makePaddedCipher(CipherContext context);

// `macBytes` of the tag are compared. Null where the cipher does not take these sizes.
[[nodiscard]] std::unique_ptr<ContentCipher> makeGcm(const EVP_CIPHER* gcm, const EVP_CIPHER* ecb, ByteView key,
                                                     ByteView nonce, std::size_t macBytes);

[[nodiscard]] std::unique_ptr<ContentCipher> makeMeshedCfb(gost::SBox box, ByteView key, ByteView iv);

// `ukm`: half a block of vector, then 8 bytes of seed.
[[nodiscard]] StartedCipher makeAcpkm(gost::Block2015 block, bool omac, ByteView key, ByteView ukm);

} // namespace reseal::crypto
