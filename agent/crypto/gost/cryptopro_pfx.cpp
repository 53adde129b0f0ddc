// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/cryptopro_pfx.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/block_cipher.hpp"
#include "agent/crypto/gost/key_derivation.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_key_state.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto::gost {

namespace {

constexpr std::size_t kBlobHeaderBytes = 16;
constexpr std::array<std::uint8_t, 4> kMagic = {'M', 'A', 'G', '1'};
constexpr std::array<std::uint8_t, 4> kLabel = {0x26, 0xBD, 0xB8, 0x78};

// Without a terminating zero; empty where it is no UTF-8.
Secret utf16le(std::string_view password) {
    unsigned char* big = nullptr;
    int size = 0;
    if (OPENSSL_utf82uni(password.data(), static_cast<int>(password.size()), &big, &size) == nullptr || size < 2) {
        return {};
    }
    std::string text(reinterpret_cast<const char*>(big), static_cast<std::size_t>(size) - 2);
    OPENSSL_clear_free(big, static_cast<std::size_t>(size));
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        std::swap(text[i], text[i + 1]);
    }
    return Secret(std::move(text));
}

struct ExportedKey {
    ByteView value; // what the trailer is the MAC of
    ByteView trailer;
    ByteView ukm;
    ByteView encrypted;
    ByteView mac;
    ByteView parameters; // SEQUENCE { curve, digest }
};

std::optional<ByteView> octets(DerReader& reader) {
    const auto element = reader.next(kTagOctetString);
    return element ? std::optional(element->content) : std::nullopt;
}

std::optional<ExportedKey> readBlob(ByteView blob) {
    if (blob.size() < kBlobHeaderBytes || !std::equal(kMagic.begin(), kMagic.end(), blob.begin() + 8)) {
        return std::nullopt;
    }
    DerReader outer(blob.subspan(kBlobHeaderBytes));
    DerReader fields = outer.enter(kTagSequence);
    const auto value = fields.next(kTagSequence);
    const auto trailer = octets(fields);
    DerReader inner(value ? value->content : ByteView{});
    const auto ukm = octets(inner);
    DerReader sealed = inner.enter(kTagSequence);
    const auto encrypted = octets(sealed);
    const auto mac = octets(sealed);
    DerReader attributes = inner.enter(contextTag(0, true));
    static_cast<void>(attributes.next(kTagBitString));
    DerReader algorithm = attributes.enter(contextTag(0, true));
    const auto oid = algorithm.next(kTagOid);
    const auto parameters = algorithm.next(kTagSequence);
    if (!value || !trailer || !ukm || !encrypted || !mac || !oid || !parameters || ukm->size() != kBlockBytes ||
        (encrypted->size() != 32 && encrypted->size() != 64)) {
        return std::nullopt;
    }
    return ExportedKey{value->whole, *trailer, *ukm, *encrypted, *mac, parameters->whole};
}

bool same(const Imit& mac, ByteView expected) {
    return std::equal(mac.begin(), mac.end(), expected.begin(), expected.end());
}

std::optional<Secret> unwrap(const ExportedKey& key, const Secret& passwordKey) {
    const Secret kek = kdf256(asBytes(passwordKey.view()), kLabel, key.ukm);
    const ByteView kekBytes = asBytes(kek.view());
    Secret raw = decryptEcb(SBox::cryptoProA, kekBytes, key.encrypted);
    if (!same(imit(SBox::cryptoProA, kekBytes, key.ukm, asBytes(raw.view())), key.mac) ||
        !same(imit(SBox::cryptoProA, kekBytes, {}, key.value), key.trailer)) {
        return std::nullopt;
    }
    return raw;
}

} // namespace

Secret cryptoProPasswordKey(std::string_view password, ByteView salt, std::uint64_t iterations) {
    const Secret start = utf16le(password);
    Bytes key(start.view().begin(), start.view().end());
    for (std::uint64_t i = 1; i <= iterations; ++i) {
        auto digest = std::move(MessageDigest::start(DigestAlgorithm::gost94)).value(); // libgcrypt's: never fails
        digest.add(key);
        digest.add(salt);
        digest.add(std::array{static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i & 0xFFU)});
        wipe(key.data(), key.size());
        key = digest.finish();
    }
    return intoSecret(std::move(key));
}

std::optional<Secret> openCryptoProBag(ByteView parameters, ByteView ciphertext, std::string_view password) {
    DerReader outer(parameters, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto salt = octets(fields);
    const auto count = fields.next(kTagInteger);
    const std::uint64_t iterations = count ? parseUnsigned(count->content).value_or(0) : 0;
    if (!salt || salt->size() < kBlockBytes || iterations < 1 || iterations > 0xFFFF) {
        return std::nullopt;
    }
    const Secret passwordKey = cryptoProPasswordKey(password, *salt, iterations);
    const Secret plain =
        decryptCfb(SBox::cryptoProA, asBytes(passwordKey.view()), salt->first(kBlockBytes), ciphertext);
    const auto keyInfo = readKeyFields(asBytes(plain.view()));
    const auto blob = keyInfo ? readBlob(keyInfo->octets) : std::nullopt;
    const auto raw = blob ? unwrap(*blob, passwordKey) : std::nullopt;
    if (!raw) {
        return std::nullopt;
    }
    DerReader algorithm(keyInfo->algorithm);
    const auto oid = algorithm.enter(kTagSequence).next(kTagOid);
    return oid ? std::optional(makePkcs8(derSequence({oid->whole, blob->parameters}), asBytes(raw->view())))
               : std::nullopt;
}

} // namespace reseal::crypto::gost
