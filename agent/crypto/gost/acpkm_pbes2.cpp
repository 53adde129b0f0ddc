// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/acpkm_pbes2.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/gost/acpkm_cipher.hpp"
#include "agent/crypto/gost/key_derivation.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto::gost {

namespace {

struct Cipher {
    std::string_view oid;
    Block2015 block;
    bool omac;
};

constexpr std::array kCiphers = {
    Cipher{"1.2.643.7.1.1.5.1.1", Block2015::magma, false},
    Cipher{"1.2.643.7.1.1.5.1.2", Block2015::magma, true},
    Cipher{"1.2.643.7.1.1.5.2.1", Block2015::kuznyechik, false},
    Cipher{"1.2.643.7.1.1.5.2.2", Block2015::kuznyechik, true},
};
constexpr std::size_t kSeedBytes = 8;

struct Scheme {
    const Cipher* cipher = nullptr;
    ByteView salt;
    std::uint64_t iterations = 0;
    ByteView ukm; // initial vector of half a block, then the seed of the two keys
};

std::string oidOf(DerReader& reader) {
    const auto oid = reader.next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

const Cipher* cipherNamed(std::string_view oid) {
    const auto found =
        std::find_if(kCiphers.begin(), kCiphers.end(), [&](const Cipher& row) { return row.oid == oid; });
    return found == kCiphers.end() ? nullptr : &*found;
}

// PBKDF2-params { salt, iterations, keyLength OPTIONAL, prf }
bool readDerivation(DerReader derivation, Scheme& scheme) {
    const std::string name = oidOf(derivation);
    DerReader fields = derivation.enter(kTagSequence);
    const auto salt = fields.next(kTagOctetString);
    const auto count = fields.next(kTagInteger);
    const std::uint64_t iterations = count ? parseUnsigned(count->content).value_or(0) : 0;
    static_cast<void>(fields.next(kTagInteger));
    DerReader prf = fields.enter(kTagSequence);
    if (name != "1.2.840.113549.1.5.12" || oidOf(prf) != "1.2.643.7.1.1.4.2" || !salt || iterations == 0) {
        return false;
    }
    scheme.salt = salt->content;
    scheme.iterations = iterations;
    return true;
}

std::optional<Scheme> readScheme(ByteView algorithmIdentifier) {
    DerReader outer(algorithmIdentifier, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const std::string name = oidOf(fields);
    DerReader parameters = fields.enter(kTagSequence);
    DerReader derivation = parameters.enter(kTagSequence);
    DerReader encryption = parameters.enter(kTagSequence);
    Scheme scheme;
    scheme.cipher = cipherNamed(oidOf(encryption));
    const auto ukm = encryption.enter(kTagSequence).next(kTagOctetString);
    if (name != "1.2.840.113549.1.5.13" || scheme.cipher == nullptr || !readDerivation(derivation, scheme) || !ukm ||
        ukm->content.size() != blockBytes(scheme.cipher->block) / 2 + kSeedBytes) {
        return std::nullopt;
    }
    scheme.ukm = ukm->content;
    return scheme;
}

std::optional<Secret> decryptCounter(const Cipher& cipher, ByteView key, ByteView iv, ByteView ciphertext) {
    auto counter = AcpkmCounter::start(cipher.block, key, iv);
    if (!counter) {
        return std::nullopt;
    }
    std::string text(ciphertext.size(), '\0');
    counter.value().add(ciphertext, reinterpret_cast<std::uint8_t*>(text.data()));
    return Secret(std::move(text));
}

bool omacFits(const Cipher& cipher, ByteView key, ByteView message, ByteView expected) {
    auto omac = Omac::start(cipher.block, key);
    if (!omac) {
        return false;
    }
    omac.value().add(message);
    const Bytes mac = omac.value().finish();
    return std::equal(expected.begin(), expected.end(), mac.begin(), mac.end());
}

} // namespace

bool isAcpkmPbes2(ByteView algorithmIdentifier) { return readScheme(algorithmIdentifier).has_value(); }

std::optional<Secret> openAcpkmPbes2(ByteView algorithmIdentifier, ByteView ciphertext, std::string_view password) {
    constexpr std::size_t kMaxCiphertext = 16U << 20;
    const auto scheme = readScheme(algorithmIdentifier);
    if (!scheme || ciphertext.size() > kMaxCiphertext) {
        return std::nullopt;
    }
    const Cipher& cipher = *scheme->cipher;
    const std::size_t block = blockBytes(cipher.block);
    const ByteView iv = scheme->ukm.first(block / 2);
    const Secret key = passwordKey(password, scheme->salt, scheme->iterations, 32);
    if (!cipher.omac) {
        return decryptCounter(cipher, asBytes(key.view()), iv, ciphertext);
    }
    const ByteView seed = scheme->ukm.last(kSeedBytes);
    const Secret keys = kdfTree256(asBytes(key.view()), asBytes("kdf tree"), seed, 2);
    const ByteView both = asBytes(keys.view());
    auto plain = decryptCounter(cipher, both.first(32), iv, ciphertext);
    if (!plain || plain->view().size() < block) {
        return std::nullopt;
    }
    const ByteView text = asBytes(plain->view());
    const ByteView message = text.first(text.size() - block);
    if (!omacFits(cipher, both.subspan(32), message, text.last(block))) {
        return std::nullopt;
    }
    return Secret(std::string(message.begin(), message.end()));
}

} // namespace reseal::crypto::gost
