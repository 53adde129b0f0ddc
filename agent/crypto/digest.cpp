// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/digest.hpp"

#include "agent/crypto/openssl_handles.hpp"

#include <new>

namespace reseal::crypto {

struct Sha256Sum::State {
    std::unique_ptr<EVP_MD_CTX, OpensslFree<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};

    void begin() const {
        if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
            throw std::bad_alloc(); // nothing else can be wrong with a built-in digest
        }
    }
};

Sha256Sum::Sha256Sum() : state_(std::make_unique<State>()) { state_->begin(); }

Sha256Sum::~Sha256Sum() = default;

void Sha256Sum::add(ByteView piece) { EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()); }

Sha256 Sha256Sum::finish() {
    Sha256 digest{};
    EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr);
    state_->begin();
    return digest;
}

} // namespace reseal::crypto
