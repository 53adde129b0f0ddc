// SPDX-License-Identifier: Apache-2.0
// CMAC_CTX is deprecated since OpenSSL 3.0, whose EVP_MAC does not know the ciphers of an engine.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "agent/crypto/gost/acpkm_cipher.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <openssl/cmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace reseal::crypto::gost {

namespace {

constexpr std::size_t kKeyBytes2015 = 32;
constexpr std::size_t kLargestStep = 1U << 20;

// A refusal by the engine has no other reason here than a wrong size.
void require(bool condition) {
    if (!condition) {
        throw std::invalid_argument("GOST R 34.12-2015: a key or vector of a wrong size");
    }
}

const EVP_CIPHER* counterMode(Block2015 block) {
    return EVP_get_cipherbyname(block == Block2015::magma ? "magma-ctr-acpkm" : "kuznyechik-ctr-acpkm");
}

const EVP_CIPHER* blockMode(Block2015 block) {
    return EVP_get_cipherbyname(block == Block2015::magma ? "magma-cbc" : "kuznyechik-cbc");
}

Error engineTooOld() {
    return {Category::failed,
            "gost_engine_missing",
            N_("this computer has no GOST library for OpenSSL: install gost-engine"),
            {}};
}

} // namespace

std::size_t blockBytes(Block2015 block) { return block == Block2015::magma ? 8 : 16; }
std::size_t sectionBytes(Block2015 block) { return block == Block2015::magma ? 8U << 10 : 256U << 10; }

struct AcpkmCounter::State {
    std::unique_ptr<EVP_CIPHER_CTX, OpensslFree<EVP_CIPHER_CTX_free>> context;
};

AcpkmCounter::AcpkmCounter(std::unique_ptr<State> state) : state_(std::move(state)) {}
AcpkmCounter::~AcpkmCounter() = default;
AcpkmCounter::AcpkmCounter(AcpkmCounter&&) noexcept = default;
AcpkmCounter& AcpkmCounter::operator=(AcpkmCounter&&) noexcept = default;

Result<AcpkmCounter> AcpkmCounter::start(Block2015 block, ByteView key, ByteView iv) {
    require(key.size() == kKeyBytes2015 && iv.size() == blockBytes(block) / 2);
    if (const Status engine = loadGostEngine(); !engine) {
        return engine.error();
    }
    const ErrorQueueGuard guard;
    const EVP_CIPHER* method = counterMode(block);
    if (method == nullptr) {
        return engineTooOld();
    }
    std::array<std::uint8_t, 16> vector{};
    std::ranges::copy(iv, vector.begin());
    auto state = std::make_unique<State>();
    state->context.reset(EVP_CIPHER_CTX_new());
    const int section = static_cast<int>(sectionBytes(block));
    require(state->context &&
            EVP_DecryptInit_ex(state->context.get(), method, nullptr, key.data(), vector.data()) == 1 &&
            EVP_CIPHER_CTX_ctrl(state->context.get(), EVP_CTRL_KEY_MESH, section, nullptr) == 1);
    return AcpkmCounter(std::move(state));
}

void AcpkmCounter::add(ByteView in, std::uint8_t* out) {
    const ErrorQueueGuard guard;
    while (!in.empty()) {
        const std::size_t step = std::min(in.size(), kLargestStep);
        int size = 0;
        require(EVP_DecryptUpdate(state_->context.get(), out, &size, in.data(), static_cast<int>(step)) == 1 &&
                static_cast<std::size_t>(size) == step);
        in = in.subspan(step);
        out += step;
    }
}

struct Omac::State {
    std::unique_ptr<CMAC_CTX, OpensslFree<CMAC_CTX_free>> context;
};

Omac::Omac(std::unique_ptr<State> state) : state_(std::move(state)) {}
Omac::~Omac() = default;
Omac::Omac(Omac&&) noexcept = default;
Omac& Omac::operator=(Omac&&) noexcept = default;

Result<Omac> Omac::start(Block2015 block, ByteView key) {
    require(key.size() == kKeyBytes2015);
    if (const Status engine = loadGostEngine(); !engine) {
        return engine.error();
    }
    const ErrorQueueGuard guard;
    const EVP_CIPHER* method = blockMode(block);
    if (method == nullptr) {
        return engineTooOld();
    }
    auto state = std::make_unique<State>();
    state->context.reset(CMAC_CTX_new());
    require(state->context && CMAC_Init(state->context.get(), key.data(), key.size(), method, nullptr) == 1);
    return Omac(std::move(state));
}

void Omac::add(ByteView piece) {
    const ErrorQueueGuard guard;
    require(CMAC_Update(state_->context.get(), piece.data(), piece.size()) == 1);
}

Bytes Omac::finish() {
    const ErrorQueueGuard guard;
    Bytes mac(16);
    std::size_t size = mac.size();
    require(CMAC_Final(state_->context.get(), mac.data(), &size) == 1);
    mac.resize(size);
    return mac;
}

} // namespace reseal::crypto::gost
