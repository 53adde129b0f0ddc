// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/libgcrypt.hpp"

#include <gcrypt.h>

#include <mutex>
#include <new>
#include <stdexcept>

namespace reseal::crypto::gost {

namespace {

int numberOf(DigestAlgorithm algorithm) {
    switch (algorithm) {
    case DigestAlgorithm::gost94:
        return GCRY_MD_GOSTR3411_CP;
    case DigestAlgorithm::gost34311:
        return GCRY_MD_GOSTR3411_94; // test S-box
    case DigestAlgorithm::streebog256:
        return GCRY_MD_STRIBOG256;
    case DigestAlgorithm::streebog512:
        return GCRY_MD_STRIBOG512;
    default:
        throw std::invalid_argument("not a GOST digest");
    }
}

void startLibrary() {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) {
        return; // another library of this process has done it
    }
    gcry_control(GCRYCTL_NO_FIPS_MODE); // GOST does not exist in FIPS mode
    if (gcry_check_version(GCRYPT_VERSION) == nullptr) {
        throw std::runtime_error("libgcrypt is older than the program");
    }
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

} // namespace

void prepareLibgcrypt() {
    static std::once_flag started;
    std::call_once(started, startLibrary);
}

struct Digest::State {
    gcry_md_hd_t handle = nullptr;
    int algorithm;

    explicit State(int number) : algorithm(number) {
        if (gcry_md_open(&handle, number, 0) != 0) {
            throw std::bad_alloc(); // the digest itself is built in
        }
    }
    ~State() { gcry_md_close(handle); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Digest::Digest(DigestAlgorithm algorithm) {
    prepareLibgcrypt();
    state_ = std::make_unique<State>(numberOf(algorithm));
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(ByteView piece) { gcry_md_write(state_->handle, piece.data(), piece.size()); }

Bytes Digest::finish() {
    const unsigned char* sum = gcry_md_read(state_->handle, state_->algorithm);
    return {sum, sum + gcry_md_get_algo_dlen(state_->algorithm)};
}

} // namespace reseal::crypto::gost
