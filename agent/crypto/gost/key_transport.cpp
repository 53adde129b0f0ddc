// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/gost/key_transport.hpp"

#include "agent/crypto/cms/key_opening.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/acpkm_cipher.hpp"
#include "agent/crypto/gost/key_derivation.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

namespace reseal::crypto::gost {

namespace {

constexpr std::string_view kNoDiversification = "1.2.643.2.2.13.0";
constexpr std::string_view kDiversification = "1.2.643.2.2.13.1";
constexpr std::string_view kMagmaExport = "1.2.643.7.1.1.7.1.1";
constexpr std::string_view kKuznyechikExport = "1.2.643.7.1.1.7.2.1";
constexpr std::size_t kUkmBytes = 8;
constexpr std::size_t kLongUkmBytes = 32;

Error unsupported() {
    return {Category::refused,
            "recipient_unsupported",
            N_("The key of this message is packed in a way that is not supported."),
            {}};
}

std::string oidOf(DerReader& reader) {
    const auto oid = reader.next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

std::optional<Block2015> exportNamed(std::string_view oid) {
    return oid == kMagmaExport        ? std::optional(Block2015::magma)
           : oid == kKuznyechikExport ? std::optional(Block2015::kuznyechik)
                                      : std::nullopt;
}

// Gost28147-89-EncryptedKey; a masked one is refused.
struct WrappedKey {
    ByteView encrypted;
    ByteView mac;
};

std::optional<WrappedKey> readWrapped(DerReader fields) {
    const auto encrypted = fields.next(kTagOctetString);
    const auto mac = fields.next(kTagOctetString);
    if (!encrypted || !mac || encrypted->content.size() != kKeyBytes || mac->content.size() != sizeof(Imit)) {
        return std::nullopt;
    }
    return WrappedKey{encrypted->content, mac->content};
}

Result<Secret> unwrap(SBox box, const Secret& kek, ByteView ukm, const WrappedKey& wrapped) {
    const ByteView key = asBytes(kek.view());
    Secret content = decryptEcb(box, key, wrapped.encrypted);
    const Imit mac = imit(box, key, ukm, asBytes(content.view()));
    return CRYPTO_memcmp(mac.data(), wrapped.mac.data(), mac.size()) == 0 ? Result<Secret>(std::move(content))
                                                                          : Result<Secret>(decryptFailed());
}

Result<Secret> agreeAndUnwrap(const RecipientKey& key, ByteView peer, SBox box, bool diversified, ByteView ukm,
                              const WrappedKey& wrapped) {
    const auto digest = key.kind() == KeyKind::gost2001 ? DigestAlgorithm::gost94 : DigestAlgorithm::streebog256;
    const auto shared = key.derive(peer, ukm, digest);
    if (!shared) {
        return shared.error();
    }
    return diversified ? unwrap(box, diversify(box, asBytes(shared.value().view()), ukm), ukm, wrapped)
                       : unwrap(box, shared.value(), ukm, wrapped);
}

// KEG (RFC 9189, 8.3.1): two keys, of the MAC and of the cipher.
Result<Secret> exportKeys(const RecipientKey& key, ByteView peer, ByteView ukm) {
    std::array<std::uint8_t, 16> factor{}; // little-endian, as derive() takes it
    std::reverse_copy(ukm.begin(), ukm.begin() + factor.size(), factor.begin());
    if (std::ranges::all_of(factor, [](std::uint8_t octet) { return octet == 0; })) {
        factor[0] = 1;
    }
    if (key.kind() == KeyKind::gost2012_512) {
        return key.derive(peer, factor, DigestAlgorithm::streebog512);
    }
    const auto shared = key.derive(peer, factor, DigestAlgorithm::streebog256);
    return shared
               ? Result<Secret>(kdfTree256(asBytes(shared.value().view()), asBytes("kdf tree"), ukm.subspan(16, 8), 2))
               : Result<Secret>(shared.error());
}

// KImp15 (R 1323565.1.017-2018).
Result<Secret> importKey(Block2015 block, const Secret& keys, ByteView ukm, ByteView exported) {
    const std::size_t macBytes = blockBytes(block);
    const ByteView iv = ukm.subspan(24, macBytes / 2);
    if (exported.size() != kKeyBytes + macBytes || keys.view().size() != 2 * kKeyBytes) {
        return decryptFailed();
    }
    auto counter = AcpkmCounter::start(block, asBytes(keys.view()).last(kKeyBytes), iv);
    auto omac = Omac::start(block, asBytes(keys.view()).first(kKeyBytes));
    if (!counter || !omac) {
        return counter ? omac.error() : counter.error();
    }
    std::string text(exported.size(), '\0');
    counter.value().add(exported, reinterpret_cast<std::uint8_t*>(text.data()));
    const Secret opened(std::move(text));
    const ByteView plain = asBytes(opened.view());
    omac.value().add(iv);
    omac.value().add(plain.first(kKeyBytes));
    const Bytes mac = omac.value().finish();
    if (CRYPTO_memcmp(mac.data(), plain.data() + kKeyBytes, macBytes) != 0) {
        return decryptFailed();
    }
    return Secret(std::string(opened.view().substr(0, kKeyBytes)));
}

Result<Secret> openExported(const RecipientKey& key, Block2015 block, ByteView peer, ByteView ukm, ByteView exported) {
    const bool fits = key.kind() == KeyKind::gost2012_256 || key.kind() == KeyKind::gost2012_512;
    if (!fits || ukm.size() != kLongUkmBytes) {
        return unsupported();
    }
    const auto keys = exportKeys(key, peer, ukm);
    return keys ? importKey(block, keys.value(), ukm, exported) : Result<Secret>(keys.error());
}

// GostR3410-KeyTransport { sessionEncryptedKey, transportParameters [0] { S-box, [0] ephemeral key OPTIONAL, ukm } }
Result<Secret> openWrappedTransport(ByteView encryptedKey, const RecipientKey& key) {
    DerReader outer(encryptedKey, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto wrapped = readWrapped(fields.enter(kTagSequence));
    DerReader parameters = fields.enter(contextTag(0, true));
    const auto box = sboxNamed(oidOf(parameters));
    const auto peer = parameters.next(contextTag(0, true));
    const auto ukm = parameters.next(kTagOctetString);
    if (!wrapped || !box || !peer || !ukm || ukm->content.size() != kUkmBytes) {
        return unsupported();
    }
    const Bytes sender = derElement(kTagSequence, peer->content);
    return agreeAndUnwrap(key, sender, *box, true, ukm->content, *wrapped);
}

// PSKeyTransport { exported key, ephemeral key, ukm }
Result<Secret> openExportedTransport(Block2015 block, ByteView encryptedKey, const RecipientKey& key) {
    DerReader outer(encryptedKey, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    const auto exported = fields.next(kTagOctetString);
    const auto peer = fields.next(kTagSequence);
    const auto ukm = fields.next(kTagOctetString);
    if (!exported || !peer || !ukm) {
        return unsupported();
    }
    return openExported(key, block, peer->whole, ukm->content, exported->content);
}

} // namespace

Secret diversify(SBox box, ByteView key, ByteView ukm) {
    Secret current(std::string(key.begin(), key.end()));
    for (const std::uint8_t octet : ukm) {
        std::array<std::uint32_t, 2> sums{}; // of the words whose bit is not set, and of those whose bit is
        const ByteView bytes = asBytes(current.view());
        for (unsigned word = 0; word < kKeyBytes / 4; ++word) {
            const std::uint32_t value = bytes[word * 4] | std::uint32_t{bytes[word * 4 + 1]} << 8U |
                                        std::uint32_t{bytes[word * 4 + 2]} << 16U |
                                        std::uint32_t{bytes[word * 4 + 3]} << 24U;
            sums.at((octet >> word) & 1U) += value;
        }
        std::array<std::uint8_t, kBlockBytes> vector{};
        for (unsigned i = 0; i < 4; ++i) {
            vector.at(i) = static_cast<std::uint8_t>(sums[1] >> 8U * i);
            vector.at(i + 4) = static_cast<std::uint8_t>(sums[0] >> 8U * i);
        }
        current = encryptCfb(box, bytes, vector, bytes);
    }
    return current;
}

Result<Secret> openTransport(ByteView algorithm, ByteView encryptedKey, const RecipientKey& key) {
    if (const auto block = exportNamed(algorithmOid(algorithm))) {
        return openExportedTransport(*block, encryptedKey, key);
    }
    return openWrappedTransport(encryptedKey, key);
}

Result<Secret> openAgreement(ByteView algorithm, ByteView peer, ByteView ukm, ByteView encryptedKey,
                             const RecipientKey& key) {
    DerReader outer(algorithm);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagOid)); // of the agreement, or of the key: both are in use
    DerReader wrap = fields.enter(kTagSequence);
    const std::string name = oidOf(wrap);
    if (const auto block = exportNamed(name)) {
        return openExported(key, *block, peer, ukm, encryptedKey);
    }
    DerReader parameters = wrap.enter(kTagSequence);
    const auto box = sboxNamed(oidOf(parameters));
    DerReader sealed(encryptedKey, Encoding::ber);
    const auto wrapped = readWrapped(sealed.enter(kTagSequence));
    if ((name != kNoDiversification && name != kDiversification) || !box || !wrapped || ukm.size() != kUkmBytes) {
        return unsupported();
    }
    return agreeAndUnwrap(key, peer, *box, name == kDiversification, ukm, *wrapped);
}

} // namespace reseal::crypto::gost
