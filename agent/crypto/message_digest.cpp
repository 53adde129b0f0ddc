// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/message_digest.hpp"

#include "agent/crypto/gost/libgcrypt.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/openssl_digest.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <array>
#include <new>
#include <variant>

namespace reseal::crypto {

namespace {

struct Names {
    DigestAlgorithm algorithm;
    std::string_view name;
    std::string_view oid;
    std::string_view kazakhOid;
    std::size_t size;
};

constexpr std::array kDigests = {
    Names{DigestAlgorithm::md5, "md5", "1.2.840.113549.2.5", "", 16},
    Names{DigestAlgorithm::sha1, "sha1", "1.3.14.3.2.26", "", 20},
    Names{DigestAlgorithm::sha256, "sha256", "2.16.840.1.101.3.4.2.1", "", 32},
    Names{DigestAlgorithm::sha384, "sha384", "2.16.840.1.101.3.4.2.2", "", 48},
    Names{DigestAlgorithm::sha512, "sha512", "2.16.840.1.101.3.4.2.3", "", 64},
    Names{DigestAlgorithm::gost94, "gost-94", "1.2.643.2.2.9", "", 32},
    Names{DigestAlgorithm::gost34311, "gost-34.311", "1.2.398.3.10.1.3.1", "", 32},
    Names{DigestAlgorithm::streebog256, "streebog-256", "1.2.643.7.1.1.2.2", "1.2.398.3.10.1.3.2", 32},
    Names{DigestAlgorithm::streebog512, "streebog-512", "1.2.643.7.1.1.2.3", "1.2.398.3.10.1.3.3", 64},
};

const Names& namesOf(DigestAlgorithm algorithm) { return kDigests[static_cast<std::size_t>(algorithm)]; }

// gost-engine's Streebog is half as fast again as libgcrypt's, and cannot be fetched (facts/gost-cryptopro-kontur 1.7).
const EVP_MD* engineDigest(const char* name) { return loadGostEngine().ok() ? EVP_get_digestbyname(name) : nullptr; }

const EVP_MD* digestOf(DigestAlgorithm algorithm) {
    if (algorithm == DigestAlgorithm::streebog256) {
        static const EVP_MD* const kStreebog256 = engineDigest("md_gost12_256");
        return kStreebog256;
    }
    if (algorithm == DigestAlgorithm::streebog512) {
        static const EVP_MD* const kStreebog512 = engineDigest("md_gost12_512");
        return kStreebog512;
    }
    return opensslDigest(algorithm);
}

bool isGost(DigestAlgorithm algorithm) { return algorithm >= DigestAlgorithm::gost94; }

using ContextHandle = std::unique_ptr<EVP_MD_CTX, OpensslFree<EVP_MD_CTX_free>>;

} // namespace

std::optional<DigestAlgorithm> digestNamed(std::string_view oid) {
    for (const Names& digest : kDigests) {
        if (!oid.empty() && (digest.oid == oid || digest.kazakhOid == oid)) {
            return digest.algorithm;
        }
    }
    return std::nullopt;
}

std::optional<DigestAlgorithm> digestCalled(std::string_view name) {
    for (const Names& digest : kDigests) {
        if (digest.name == name) {
            return digest.algorithm;
        }
    }
    return std::nullopt;
}

std::string_view name(DigestAlgorithm algorithm) { return namesOf(algorithm).name; }
std::size_t digestSize(DigestAlgorithm algorithm) { return namesOf(algorithm).size; }

struct MessageDigest::State {
    std::variant<ContextHandle, gost::Digest> sum;
};

MessageDigest::MessageDigest(std::unique_ptr<State> state) : state_(std::move(state)) {}
MessageDigest::~MessageDigest() = default;
MessageDigest::MessageDigest(MessageDigest&&) noexcept = default;
MessageDigest& MessageDigest::operator=(MessageDigest&&) noexcept = default;

Result<MessageDigest> MessageDigest::start(DigestAlgorithm algorithm) {
    if (algorithm == DigestAlgorithm::md5) {
        return Error{Category::refused,
                     "digest_too_weak",
                     N_("MD5 proves nothing any more: anyone can forge such a digest"),
                     {}};
    }
    const ErrorQueueGuard guard;
    const EVP_MD* digest = digestOf(algorithm);
    if (digest == nullptr && isGost(algorithm)) {
        return MessageDigest(std::make_unique<State>(State{gost::Digest(algorithm)}));
    }
    ContextHandle context(EVP_MD_CTX_new());
    if (!context || EVP_DigestInit_ex(context.get(), digest, nullptr) != 1) {
        throw std::bad_alloc(); // nothing else can be wrong with a digest that is there
    }
    return MessageDigest(std::make_unique<State>(State{std::move(context)}));
}

void MessageDigest::add(ByteView piece) {
    if (auto* context = std::get_if<ContextHandle>(&state_->sum)) {
        EVP_DigestUpdate(context->get(), piece.data(), piece.size());
    } else {
        std::get<gost::Digest>(state_->sum).add(piece);
    }
}

Bytes MessageDigest::finish() {
    if (auto* context = std::get_if<ContextHandle>(&state_->sum)) {
        Bytes sum(EVP_MAX_MD_SIZE);
        unsigned int size = 0;
        EVP_DigestFinal_ex(context->get(), sum.data(), &size);
        sum.resize(size);
        return sum;
    }
    return std::get<gost::Digest>(state_->sum).finish();
}

Result<Bytes> digestOf(DigestAlgorithm algorithm, ByteView data) {
    auto digest = MessageDigest::start(algorithm);
    if (!digest) {
        return digest.error();
    }
    digest.value().add(data);
    return digest.value().finish();
}

} // namespace reseal::crypto
