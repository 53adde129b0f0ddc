// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/key_wrapping.hpp"

#include "agent/crypto/cms/key_opening.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/gost/key_derivation.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslFree<EVP_CIPHER_CTX_free>>;

constexpr std::size_t kMaxWrapped = 512;

Error unsupported() {
    return {Category::refused,
            "recipient_unsupported",
            N_("The key of this message is packed in a way that is not supported."),
            {}};
}

struct WrappingRow {
    KeyWrapping wrapping;
    std::string_view oid;
    std::size_t keyBytes;
    const EVP_CIPHER* (*cipher)();
};

constexpr std::array kWrappings = {
    WrappingRow{KeyWrapping::aes128, "2.16.840.1.101.3.4.1.5", 16, EVP_aes_128_wrap},
    WrappingRow{KeyWrapping::aes192, "2.16.840.1.101.3.4.1.25", 24, EVP_aes_192_wrap},
    WrappingRow{KeyWrapping::aes256, "2.16.840.1.101.3.4.1.45", 32, EVP_aes_256_wrap},
    WrappingRow{KeyWrapping::tripleDes, "1.2.840.113549.1.9.16.3.6", 24, EVP_des_ede3_wrap},
};

const WrappingRow& rowOf(KeyWrapping wrapping) {
    return *std::ranges::find_if(kWrappings, [&](const WrappingRow& row) { return row.wrapping == wrapping; });
}

struct PrfRow {
    std::string_view oid;
    const EVP_MD* (*digest)();
};
constexpr std::array kPrfs = {
    PrfRow{"1.2.840.113549.2.7", EVP_sha1},    PrfRow{"1.2.840.113549.2.8", EVP_sha224},
    PrfRow{"1.2.840.113549.2.9", EVP_sha256},  PrfRow{"1.2.840.113549.2.10", EVP_sha384},
    PrfRow{"1.2.840.113549.2.11", EVP_sha512},
};
constexpr std::string_view kStreebogPrf = "1.2.643.7.1.1.4.2";

struct CipherRow {
    std::string_view oid;
    std::size_t keyBytes;
    const EVP_CIPHER* (*cipher)();
};
constexpr std::array kCiphers = {
    CipherRow{"2.16.840.1.101.3.4.1.2", 16, EVP_aes_128_cbc},
    CipherRow{"2.16.840.1.101.3.4.1.22", 24, EVP_aes_192_cbc},
    CipherRow{"2.16.840.1.101.3.4.1.42", 32, EVP_aes_256_cbc},
    CipherRow{"1.2.840.113549.3.7", 24, EVP_des_ede3_cbc},
};

std::string oidOf(DerReader& reader) {
    const auto oid = reader.next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

// PBKDF2-params { salt, iterations, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }
Result<Secret> derive(ByteView derivation, const Secret& password, std::size_t size) {
    DerReader outer(derivation);
    DerReader algorithm = outer.enter(kTagSequence);
    const std::string name = oidOf(algorithm);
    DerReader fields = algorithm.enter(kTagSequence);
    const auto salt = fields.next(kTagOctetString);
    const auto count = fields.next(kTagInteger);
    const std::uint64_t iterations = count ? parseUnsigned(count->content).value_or(0) : 0;
    static_cast<void>(fields.next(kTagInteger));
    DerReader prf = fields.enter(kTagSequence);
    const std::string named = prf.failed() ? std::string(kPrfs.front().oid) : oidOf(prf);
    if (name != "1.2.840.113549.1.5.12" || !salt || iterations == 0) {
        return unsupported();
    }
    DerivationBudget budget;
    if (named == kStreebogPrf ? !budget.chargeStreebog(iterations) : !budget.charge(iterations)) {
        return unsupported();
    }
    if (named == kStreebogPrf) {
        return gost::passwordKey(password.view(), salt->content, iterations, size);
    }
    const auto row = std::ranges::find_if(kPrfs, [&](const PrfRow& known) { return known.oid == named; });
    if (row == kPrfs.end()) {
        return unsupported();
    }
    std::string text(size, '\0');
    const bool derived =
        PKCS5_PBKDF2_HMAC(password.view().data(), static_cast<int>(password.view().size()), salt->content.data(),
                          static_cast<int>(salt->content.size()), static_cast<int>(iterations), row->digest(),
                          static_cast<int>(size), reinterpret_cast<unsigned char*>(text.data())) == 1;
    Secret key(std::move(text));
    return derived ? Result<Secret>(std::move(key)) : Result<Secret>(unsupported());
}

// Whole blocks, no padding.
std::optional<Secret> decryptBlocks(const EVP_CIPHER* cipher, const Secret& key, ByteView iv, ByteView data) {
    const CipherContext context(EVP_CIPHER_CTX_new());
    std::string text(data.size() + 32, '\0');
    int size = 0;
    const bool done = context &&
                      EVP_DecryptInit_ex(context.get(), cipher, nullptr, asBytes(key.view()).data(), iv.data()) == 1 &&
                      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                      EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(text.data()), &size,
                                        data.data(), static_cast<int>(data.size())) == 1 &&
                      static_cast<std::size_t>(size) == data.size();
    Secret whole(std::move(text));
    return done ? std::optional(Secret(std::string(whole.view().substr(0, data.size())))) : std::nullopt;
}

// RFC 3211, 2.3.2: the last block, decrypted, is the vector of the outer pass.
Result<Secret> unwrapTwice(const CipherRow& row, const Secret& kek, ByteView iv, ByteView wrapped) {
    const EVP_CIPHER* cipher = row.cipher();
    const auto block = static_cast<std::size_t>(EVP_CIPHER_get_block_size(cipher));
    if (iv.size() != block || wrapped.size() < 2 * block || wrapped.size() % block != 0 ||
        wrapped.size() > kMaxWrapped) {
        return decryptFailed();
    }
    const ByteView before = wrapped.subspan(wrapped.size() - 2 * block, block);
    const auto vector = decryptBlocks(cipher, kek, before, wrapped.last(block));
    const auto inner = vector ? decryptBlocks(cipher, kek, asBytes(vector->view()), wrapped) : std::nullopt;
    const auto plain = inner ? decryptBlocks(cipher, kek, iv, asBytes(inner->view())) : std::nullopt;
    if (!plain) {
        return decryptFailed();
    }
    const ByteView text = asBytes(plain->view());
    const std::size_t size = text[0];
    const unsigned check = (text[1] ^ text[4]) & (text[2] ^ text[5]) & (text[3] ^ text[6]);
    if (check != 0xFFU || size < 3 || size + 4 > text.size()) {
        return decryptFailed();
    }
    return Secret(std::string(plain->view().substr(4, size)));
}

} // namespace

std::optional<KeyWrapping> wrappingNamed(std::string_view oid) {
    const auto row = std::ranges::find_if(kWrappings, [&](const WrappingRow& known) { return known.oid == oid; });
    return row == kWrappings.end() ? std::nullopt : std::optional(row->wrapping);
}

std::size_t wrappingKeyBytes(KeyWrapping wrapping) { return rowOf(wrapping).keyBytes; }

Result<Secret> unwrapKey(KeyWrapping wrapping, const Secret& key, ByteView wrapped) {
    const ErrorQueueGuard guard;
    const CipherContext context(EVP_CIPHER_CTX_new());
    if (!context || wrapped.size() < 16 || wrapped.size() > kMaxWrapped) {
        return decryptFailed();
    }
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    std::string text(wrapped.size() + 16, '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    int size = 0;
    const bool opened =
        EVP_DecryptInit_ex(context.get(), rowOf(wrapping).cipher(), nullptr, asBytes(key.view()).data(), nullptr) ==
            1 &&
        EVP_DecryptUpdate(context.get(), out, &size, wrapped.data(), static_cast<int>(wrapped.size())) == 1;
    const Secret whole(std::move(text));
    return opened && size > 0
               ? Result<Secret>(Secret(std::string(whole.view().substr(0, static_cast<std::size_t>(size)))))
               : Result<Secret>(decryptFailed());
}

Result<Secret> openByPassword(ByteView derivation, ByteView algorithm, ByteView wrapped, const Secret& password) {
    const ErrorQueueGuard guard;
    DerReader outer(algorithm);
    DerReader fields = outer.enter(kTagSequence);
    const std::string name = oidOf(fields);
    DerReader inner = fields.enter(kTagSequence);
    const std::string cipher = oidOf(inner);
    const auto iv = inner.next(kTagOctetString);
    const auto row = std::ranges::find_if(kCiphers, [&](const CipherRow& known) { return known.oid == cipher; });
    if (name != "1.2.840.113549.1.9.16.3.9" || row == kCiphers.end() || !iv || derivation.empty()) {
        return unsupported();
    }
    const auto kek = derive(derivation, password, row->keyBytes);
    return kek ? unwrapTwice(*row, kek.value(), iv->content, wrapped) : Result<Secret>(kek.error());
}

} // namespace reseal::crypto
