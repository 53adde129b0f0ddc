// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/openssl_digest.hpp"

#include "agent/crypto/openssl_handles.hpp"

namespace reseal::crypto {

const EVP_MD* opensslDigest(DigestAlgorithm algorithm) {
    switch (algorithm) {
    case DigestAlgorithm::sha1: {
        static const DigestHandle kSha1(EVP_MD_fetch(nullptr, "SHA1", nullptr));
        return kSha1.get();
    }
    case DigestAlgorithm::sha256: {
        static const DigestHandle kSha256(EVP_MD_fetch(nullptr, "SHA2-256", nullptr));
        return kSha256.get();
    }
    case DigestAlgorithm::sha384: {
        static const DigestHandle kSha384(EVP_MD_fetch(nullptr, "SHA2-384", nullptr));
        return kSha384.get();
    }
    case DigestAlgorithm::sha512: {
        static const DigestHandle kSha512(EVP_MD_fetch(nullptr, "SHA2-512", nullptr));
        return kSha512.get();
    }
    default:
        return nullptr;
    }
}

} // namespace reseal::crypto
